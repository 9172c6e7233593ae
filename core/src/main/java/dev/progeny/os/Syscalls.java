package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// System calls of Linux x86-64 by name; each says what it gives, and fails with [OsException]
/// unless its comment says otherwise. Numbers: `arch/x86/entry/syscalls/syscall_64.tbl`.
final class Syscalls {
    private static final long READ = 0;
    private static final long WRITE = 1;
    private static final long OPEN = 2;
    private static final long CLOSE = 3;
    private static final long POLL = 7;
    private static final long RT_SIGACTION = 13;
    private static final long SENDMSG = 46;
    private static final long RECVMSG = 47;
    private static final long SOCKETPAIR = 53;
    private static final long SETSOCKOPT = 54;
    private static final long WAIT4 = 61;
    private static final long KILL = 62;
    private static final long FCNTL = 72;
    private static final long FTRUNCATE = 77;
    private static final long FCHMOD = 91;
    private static final long SETPGID = 109;
    private static final long GETPGID = 121;
    private static final long PRCTL = 157;
    private static final long FUTEX = 202;
    private static final long SCHED_SETAFFINITY = 203;
    private static final long SCHED_GETAFFINITY = 204;
    private static final long EXIT_GROUP = 231;
    private static final long EPOLL_WAIT = 232;
    private static final long EPOLL_CTL = 233;
    private static final long WAITID = 247;
    private static final long FALLOCATE = 285;
    private static final long EVENTFD2 = 290;
    private static final long EPOLL_CREATE1 = 291;
    private static final long DUP3 = 292;
    private static final long PIPE2 = 293;
    private static final long MEMFD_CREATE = 319;
    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final long PIDFD_OPEN = 434;

    private static final int SIGACTION_SIZE = 32;
    private static final int P_PID = 1;
    private static final int WEXITED_AND_NOWAIT = 0x4 | 0x01000000;
    private static final int SIGINFO_SIZE = 128;
    private static final long SI_CODE = 8;
    private static final int CLD_EXITED = 1;
    private static final int AF_UNIX = 1;
    private static final int SEQPACKET_AND_CLOEXEC = 5 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int WNOHANG = 1;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_CREATE_NEW_PRIVATE = 0x2 | 0x40 | 0x80 | 0x20000 | O_CLOEXEC;
    private static final int USER_ONLY = 0600;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_GETFD = 1;
    private static final int F_SETFL = 4;
    private static final int F_ADD_SEALS = 1033;
    private static final int SEAL_SHRINK_AND_GROW = 0x2 | 0x4;
    private static final int MFD_CLOEXEC_AND_SEALABLE = 0x1 | 0x2;
    private static final int PUNCH_HOLE_AND_KEEP_SIZE = 0x2 | 0x1;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int POLLIN = 1;
    private static final int MOST_INTERRUPTIONS = 1000;

    /// Descriptors below this are left to the child's fixed ones; see [PosixSpawn].
    private static final int LOWEST_DESCRIPTOR = 16;

    private Syscalls() {}

    /// Reads without blocking.
    ///
    /// @return bytes read; 0 at the end; the negated errno, which may be EAGAIN
    static long read(int fd, MemorySegment buffer) {
        return Native.syscall(READ, fd, buffer.address(), buffer.byteSize(), 0);
    }

    /// Writes without blocking.
    ///
    /// @return bytes written; the negated errno, which may be EAGAIN or EPIPE
    static long write(int fd, MemorySegment bytes) {
        return Native.syscall(WRITE, fd, bytes.address(), bytes.byteSize(), 0);
    }

    static void close(int fd) {
        Native.syscall(CLOSE, fd, 0);
    }

    /// Makes a pipe of two close-on-exec descriptors above those a child gets.
    ///
    /// @return reading and writing end
    static int[] pipe() {
        try (var arena = Arena.ofConfined()) {
            var two = arena.allocate(JAVA_INT, 2);
            Native.require("pipe2", Native.syscall(PIPE2, two.address(), O_CLOEXEC));
            return lift(two);
        }
    }

    private static int[] lift(MemorySegment two) {
        int first = two.getAtIndex(JAVA_INT, 0);
        int second = two.getAtIndex(JAVA_INT, 1);
        try {
            first = lift(first);
        } catch (RuntimeException | Error e) {
            close(second);
            throw e;
        }
        try {
            return new int[] {first, lift(second)};
        } catch (RuntimeException | Error e) {
            close(first);
            throw e;
        }
    }

    /// Gives a descriptor another number where a child needs the one it has. Closes it if it
    /// cannot.
    private static int lift(int fd) {
        if (fd >= LOWEST_DESCRIPTOR) {
            return fd;
        }
        long lifted = Native.syscall(FCNTL, fd, F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR, 0);
        close(fd);
        return (int) Native.require("fcntl(F_DUPFD)", lifted);
    }

    /// Opens the null device.
    static int openNull() {
        try (var arena = Arena.ofConfined()) {
            long path = arena.allocateFrom("/dev/null").address();
            return (int)
                    Native.require(
                            "open of /dev/null",
                            Native.syscall(OPEN, path, O_RDWR | O_CLOEXEC, 0, 0));
        }
    }

    static boolean isOpen(int fd) {
        return Native.syscall(FCNTL, fd, F_GETFD, 0, 0) >= 0;
    }

    static void makeNonBlocking(int fd) {
        Native.require("fcntl(F_SETFL)", Native.syscall(FCNTL, fd, F_SETFL, O_NONBLOCK, 0));
    }

    /// Makes an anonymous file of fixed size: sealed, so that no relative can cut memory off that
    /// another one has mapped.
    static int memory(String label, long byteSize) {
        int fd = growingMemory(label);
        try {
            Native.require(
                    "ftruncate(" + byteSize + ") of shared memory",
                    Native.syscall(FTRUNCATE, fd, byteSize));
            Native.require(
                    "fcntl(F_ADD_SEALS)",
                    Native.syscall(FCNTL, fd, F_ADD_SEALS, SEAL_SHRINK_AND_GROW, 0));
            return fd;
        } catch (RuntimeException | Error e) {
            close(fd);
            throw e;
        }
    }

    /// Makes an anonymous empty file that may grow.
    static int growingMemory(String label) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(label).address();
            return lift(
                    (int)
                            Native.require(
                                    "memfd_create",
                                    Native.syscall(MEMFD_CREATE, name, MFD_CLOEXEC_AND_SEALABLE)));
        }
    }

    /// Makes a new file that only this user can open, whatever the umask; never follows a link.
    ///
    /// @return the descriptor, for reading and writing; the negated errno
    static int createPrivate(String path) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            int fd = (int) Native.syscall(OPEN, name, O_CREATE_NEW_PRIVATE, USER_ONLY, 0);
            if (fd >= 0) {
                Native.syscall(FCHMOD, fd, USER_ONLY);
            }
            return fd;
        }
    }

    /// Makes an empty file that large, with all its pages.
    ///
    /// @return 0; the errno, ENOSPC where the file system is too full
    static int reserve(int fd, long byteSize) {
        for (int attempt = 1; ; attempt++) {
            int errno = (int) -Native.syscall(FALLOCATE, fd, 0, 0, byteSize);
            if (errno != Errno.EINTR || attempt == MOST_INTERRUPTIONS) {
                return errno;
            }
        }
    }

    /// Opens a file for reading and writing.
    static int open(String path) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            return (int)
                    Native.require(
                            "open(" + path + ")", Native.syscall(OPEN, name, O_RDWR | O_CLOEXEC));
        }
    }

    /// Gives the pages of a part of a file back; it reads as zero from now on.
    static void punchHole(int fd, long offset, long size) {
        Native.require(
                "fallocate(FALLOC_FL_PUNCH_HOLE)",
                Native.syscall(FALLOCATE, fd, PUNCH_HOLE_AND_KEEP_SIZE, offset, size));
    }

    /// Sleeps while a word holds a value.
    ///
    /// @return 0, or the negated errno: EAGAIN, ETIMEDOUT, EINTR
    static long futexWait(MemorySegment word, int expected, MemorySegment timespec) {
        return Native.syscall(FUTEX, word.address(), 0, expected, timespec.address());
    }

    /// Fails only where the word was unmapped meanwhile; then nobody sleeps there.
    static void futexWake(MemorySegment word, int sleepers) {
        Native.syscall(FUTEX, word.address(), 1, sleepers, 0);
    }

    /// Opens a descriptor of a process.
    ///
    /// @return the descriptor; the negated errno, ESRCH where there is no such process
    static int pidfd(long pid) {
        return (int) Native.syscall(PIDFD_OPEN, pid, 0);
    }

    /// Sends a signal to the process behind a descriptor; nothing happens if it has been reaped.
    static void signal(int pidfd, int signal) {
        Native.syscall(PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0);
    }

    /// Kills a child of ours that has not been reaped, so that its pid cannot mean another process.
    static void killUnreaped(long pid) {
        Native.syscall(KILL, pid, ChildHandle.Signal.KILL.number());
    }

    /// Lets a signal do again what it does to a process that does not handle it.
    static void resetSignal(int signal) {
        try (var arena = Arena.ofConfined()) {
            long byDefault = arena.allocate(SIGACTION_SIZE, JAVA_LONG.byteAlignment()).address();
            Native.syscall(RT_SIGACTION, signal, byDefault, 0, Long.BYTES);
        }
    }

    /// Kills all processes of the group that a child of ours leads, which has not been reaped.
    static void killGroup(long leader) {
        Native.syscall(KILL, -leader, ChildHandle.Signal.KILL.number());
    }

    /// Whether a signal has ended a child of ours, which is not reaped by this.
    static boolean wasEndedBySignal(long pid) {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(SIGINFO_SIZE, JAVA_LONG.byteAlignment());
            long result = Native.syscall(WAITID, P_PID, pid, info.address(), WEXITED_AND_NOWAIT);
            return result == 0 && info.get(JAVA_INT, SI_CODE) != CLD_EXITED;
        }
    }

    /// Processors to which this thread is bound.
    ///
    /// @return bytes of the set; the negated errno
    static long affinity(MemorySegment set) {
        return Native.syscall(SCHED_GETAFFINITY, 0, set.byteSize(), set.address(), 0);
    }

    /// Binds this thread.
    ///
    /// @return 0; the negated errno, EINVAL where there is none of the processors
    static long bind(MemorySegment set) {
        return Native.syscall(SCHED_SETAFFINITY, 0, set.byteSize(), set.address(), 0);
    }

    /// Whether a descriptor is readable now; a pidfd is when its process has no thread left.
    static boolean isReadable(int fd) {
        try (var arena = Arena.ofConfined()) {
            var poll = arena.allocate(JAVA_LONG);
            poll.set(JAVA_INT, 0, fd);
            poll.set(JAVA_INT, 4, POLLIN);
            return Native.syscall(POLL, poll.address(), 1) > 0;
        }
    }

    /// Reaps an ended child.
    ///
    /// @return its raw wait status; the negated errno, ECHILD where somebody else reaped it
    static long reap(long pid) {
        try (var arena = Arena.ofConfined()) {
            var status = arena.allocate(JAVA_INT);
            long result = Native.syscall(WAIT4, pid, status.address());
            return result < 0 ? result : status.get(JAVA_INT, 0) & 0xFFFFL;
        }
    }

    /// Reaps a child that may not have ended.
    ///
    /// @return its raw wait status; -1 while it lives, or if it is no child of ours
    static int reapIfEnded(long pid) {
        try (var arena = Arena.ofConfined()) {
            var status = arena.allocate(JAVA_INT);
            long result = Native.syscall(WAIT4, pid, status.address(), WNOHANG, 0);
            return result == pid ? status.get(JAVA_INT, 0) & 0xFFFF : -1;
        }
    }

    /// Reaps all ended children of ours that are in a group of processes whose leader is reaped.
    ///
    /// @return whether the group has no child of ours any more
    static boolean reapGroup(long group) {
        while (true) {
            long result = Native.syscall(WAIT4, -group, 0, WNOHANG, 0);
            if (result <= 0 && result != -Errno.EINTR) {
                return result < 0;
            }
        }
    }

    /// Moves a child of ours that has not called exec to another group of processes.
    ///
    /// @param group its leader; 0 to lead one of its own
    static void setGroup(long pid, long group) {
        Native.require("setpgid", Native.syscall(SETPGID, pid, group));
    }

    /// The group of this process.
    static long ownGroup() {
        return Native.require("getpgid", Native.syscall(GETPGID, 0, 0));
    }

    /// Makes two connected local sockets that keep the bounds of messages, above those a child
    // gets.
    static int[] socketPair() {
        try (var arena = Arena.ofConfined()) {
            var two = arena.allocate(JAVA_INT, 2);
            Native.require(
                    "socketpair",
                    Native.syscall(SOCKETPAIR, AF_UNIX, SEQPACKET_AND_CLOEXEC, 0, two.address()));
            return lift(two);
        }
    }

    /// Limits how long [#receiveMessage] waits.
    ///
    /// @param timeval a `struct timeval`
    static void limitReceive(int socket, MemorySegment timeval) {
        Native.require(
                "setsockopt(SO_RCVTIMEO)",
                Native.syscall(
                        SETSOCKOPT,
                        socket,
                        SOL_SOCKET,
                        SO_RCVTIMEO,
                        timeval.address(),
                        timeval.byteSize(),
                        0));
    }

    /// Sends a message, with descriptors where it has some.
    ///
    /// @param header a `struct msghdr`
    /// @return bytes sent; the negated errno
    static long sendMessage(int socket, MemorySegment header) {
        return Native.syscall(SENDMSG, socket, header.address(), MSG_NOSIGNAL, 0);
    }

    /// Receives a message; waits for one.
    ///
    /// @param header a `struct msghdr`
    /// @return its bytes; 0 where the other side has closed; the negated errno, EAGAIN when it is
    ///     late
    static long receiveMessage(int socket, MemorySegment header) {
        return Native.syscall(RECVMSG, socket, header.address(), MSG_CMSG_CLOEXEC, 0);
    }

    /// Makes a number stand for what another descriptor is; a program that is executed keeps it.
    static void assign(int number, int fd) {
        Native.require("dup3", Native.syscall(DUP3, fd, number, 0, 0));
    }

    /// Ends this process, and nothing else: no hook runs, no file is removed.
    static void exitNow(int code) {
        Native.syscall(EXIT_GROUP, code, 0);
    }

    static int epoll() {
        return (int) Native.require("epoll_create1", Native.syscall(EPOLL_CREATE1, O_CLOEXEC, 0));
    }

    /// Adds, changes or removes a descriptor of an epoll.
    static void epollControl(int epoll, int operation, int fd, MemorySegment event) {
        Native.require(
                "epoll_ctl", Native.syscall(EPOLL_CTL, epoll, operation, fd, event.address()));
    }

    /// Waits for events without limit.
    ///
    /// @return how many there are; 0 after a signal
    static int epollWait(int epoll, MemorySegment events, int most) {
        long result = Native.syscall(EPOLL_WAIT, epoll, events.address(), most, -1);
        return result == -Errno.EINTR ? 0 : (int) Native.require("epoll_wait", result);
    }

    static int eventfd() {
        return (int)
                Native.require("eventfd2", Native.syscall(EVENTFD2, 0, O_CLOEXEC | O_NONBLOCK));
    }

    static void killWithParent() {
        Native.require(
                "prctl(PR_SET_PDEATHSIG)",
                Native.syscall(PRCTL, PR_SET_PDEATHSIG, ChildHandle.Signal.KILL.number()));
    }
}
