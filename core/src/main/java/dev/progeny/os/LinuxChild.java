package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// A child as the reactor sees it. The parent holds up to six descriptors for it: pidfd, both ends
/// of the private channel, the crash report, and the captured streams.
final class LinuxChild implements ChildHandle {
    private static final int CRASH_HEAD = 8192;
    private static final int WRITE_CHUNK = 1 << 16;

    /// Reads of one stream at the child's end; a grandchild may go on writing there for ever.
    private static final int LAST_READS = 64;

    private static final int NONE = -1;

    /// What a descriptor of the child is.
    enum Source {
        PIDFD(0),
        CHANNEL(1),
        STDOUT(2),
        STDERR(3),
        SENDING(4);

        private static final Source[] ALL = {PIDFD, CHANNEL, STDOUT, STDERR, SENDING};

        /// Stands for it in the data of an epoll event; fits three bits.
        final int code;

        Source(int code) {
            this.code = code;
        }

        static Source of(int code) {
            return ALL[code];
        }
    }

    private final LinuxReactor reactor;
    private final long key;
    private final ChildListener listener;
    private final ProcessIdentity identity;

    /// Whether it leads a group, in which is what it starts, unless that leaves it.
    private final boolean leadsGroup;

    private final Deque<byte[]> unsent = new ArrayDeque<>();
    private int unsentOffset;
    private boolean isSendWatched;
    private int pidfd;
    private int channelOut;
    private int channelIn;
    private int stdout;
    private int stderr;
    private int crashLog;

    private LinuxChild(
            LinuxReactor reactor,
            long key,
            ProcessIdentity identity,
            ChildListener listener,
            boolean leadsGroup) {
        this.reactor = reactor;
        this.key = key;
        this.identity = identity;
        this.listener = listener;
        this.leadsGroup = leadsGroup;
    }

    static LinuxChild start(
            LinuxReactor reactor, long key, LinuxReactor.Launch launch, ChildListener listener) {
        try (var pipes = new LinuxPipes(launch.stdio())) {
            int first = pipes.fill(launch.message());
            reactor.starting = pipes;
            int pid = launch.birth().give(pipes.given());
            // first, so that where descriptors are scarce there are some for what follows
            pipes.closeChildEnds();
            boolean leadsGroup = PosixSpawn.leadsGroup(launch.stdio());
            var child = new LinuxChild(reactor, key, identify(pid), listener, leadsGroup);
            child.pidfd = openPidfd(pid);
            pipes.handOver(child);
            if (first < launch.message().length) {
                child.unsent.add(launch.message());
                child.unsentOffset = first;
            }
            return child;
        }
    }

    /// Our own child, not reaped yet: the pid cannot mean another process.
    private static ProcessIdentity identify(int pid) {
        var stat = ProcStat.read(Integer.toString(pid));
        return new ProcessIdentity(pid, stat == null ? 0 : stat.startTime());
    }

    private static int openPidfd(int pid) {
        int pidfd = Syscalls.pidfd(pid);
        if (pidfd < 0) {
            Syscalls.killUnreaped(pid);
            Syscalls.reap(pid);
        }
        return (int) Native.require("pidfd_open", pidfd);
    }

    /// Undoes a start that failed after the process was made.
    void abandon() {
        Syscalls.killUnreaped(identity.pid());
        Syscalls.reap(identity.pid());
        for (int fd : new int[] {pidfd, channelOut, channelIn, stdout, stderr, crashLog}) {
            close(fd);
        }
    }

    /// This process is a fork of the one whose child it is. Takes no lock: threads have stopped.
    @SuppressWarnings("GuardedBy") // by being the only thread
    void becomeNobodys() {
        for (int fd : new int[] {pidfd, channelOut, channelIn, stdout, stderr, crashLog}) {
            close(fd);
        }
        pidfd = NONE;
        channelOut = NONE;
        channelIn = NONE;
        stdout = NONE;
        stderr = NONE;
        crashLog = NONE;
    }

    void adopt(int channelOut, int channelIn, int crashLog) {
        this.channelOut = channelOut;
        this.channelIn = channelIn;
        this.crashLog = crashLog;
    }

    void adoptStreams(int stdout, int stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    void register() {
        reactor.watch(pidfd, LinuxReactor.READABLE, key, Source.PIDFD);
        reactor.watch(channelIn, LinuxReactor.READABLE, key, Source.CHANNEL);
        if (stdout != NONE) {
            reactor.watch(stdout, LinuxReactor.READABLE, key, Source.STDOUT);
        }
        if (stderr != NONE) {
            reactor.watch(stderr, LinuxReactor.READABLE, key, Source.STDERR);
        }
        synchronized (this) {
            flush();
        }
    }

    @Override
    public ProcessIdentity identity() {
        return identity;
    }

    @Override
    public synchronized void signal(Signal signal) {
        if (pidfd != NONE && signal == Signal.KILL && leadsGroup) {
            Syscalls.killGroup(identity.pid());
        } else if (pidfd != NONE) {
            Syscalls.signal(pidfd, signal.number());
        }
    }

    @Override
    public synchronized void send(byte[] bytes) {
        if (channelOut != NONE) {
            unsent.add(bytes);
            flush();
        }
    }

    @Override
    public synchronized void resumeOutput(boolean stderrStream) {
        int fd = stderrStream ? stderr : stdout;
        if (fd != NONE) {
            reactor.rewatch(
                    fd, LinuxReactor.READABLE, key, stderrStream ? Source.STDERR : Source.STDOUT);
        }
    }

    /// Called by the reactor when a descriptor of this child is ready.
    void ready(Source source) {
        switch (source) {
            case PIDFD -> {
                if (pidfd != NONE) { // a copy of it may live on in a process that is being started
                    end();
                }
            }
            case CHANNEL -> readChannel();
            case STDOUT -> readOutput(false);
            case STDERR -> readOutput(true);
            case SENDING -> {
                synchronized (this) {
                    flush();
                }
            }
        }
    }

    /// Hears no more of a source whose event could not be handled.
    void mute(Source source) {
        int fd =
                switch (source) {
                    case PIDFD -> pidfd;
                    case CHANNEL -> channelIn;
                    case STDOUT -> stdout;
                    case STDERR -> stderr;
                    case SENDING -> channelOut;
                };
        if (fd != NONE) {
            reactor.unwatch(fd);
        }
    }

    /// Writes until all is sent or the pipe is full; then the reactor calls again.
    private void flush() {
        try (var arena = Arena.ofConfined()) {
            var chunk =
                    unsent.isEmpty()
                            ? null
                            : arena.allocate(Math.min(WRITE_CHUNK, unsent.getFirst().length + 1));
            while (chunk != null && channelOut != NONE && !unsent.isEmpty()) {
                if (!sendSome(unsent.getFirst(), chunk)) {
                    return;
                }
            }
        }
        if (isSendWatched && channelOut != NONE) {
            reactor.unwatch(channelOut);
            isSendWatched = false;
        }
    }

    /// @return false where the pipe is full
    private boolean sendSome(byte[] bytes, MemorySegment chunk) {
        int length = (int) Math.min(bytes.length - unsentOffset, chunk.byteSize());
        MemorySegment.copy(bytes, unsentOffset, chunk, JAVA_BYTE, 0, length);
        long written = Syscalls.write(channelOut, chunk.asSlice(0, length));
        if (written == -Errno.EAGAIN) {
            if (!isSendWatched) {
                reactor.watch(channelOut, LinuxReactor.WRITABLE, key, Source.SENDING);
                isSendWatched = true;
            }
            return false;
        }
        if (written < 0 && written != -Errno.EINTR) {
            unsent.clear(); // the child has gone or closed its end: its exit tells the rest
            unsentOffset = 0;
            return true;
        }
        unsentOffset += (int) Math.max(0, written);
        if (unsentOffset == bytes.length) {
            unsent.removeFirst();
            unsentOffset = 0;
        }
        return true;
    }

    private void readChannel() {
        byte[] bytes = channelIn == NONE ? null : reactor.read(channelIn);
        if (bytes == null) {
            return;
        }
        if (bytes.length > 0) {
            listener.received(bytes);
        } else {
            closeChannelIn();
        }
    }

    /// Holds the lock, so that a stream is not resumed before it was paused.
    ///
    /// @return whether there may be more now
    private synchronized boolean readOutput(boolean fromStderr) {
        int fd = fromStderr ? stderr : stdout;
        byte[] bytes = fd == NONE ? null : reactor.read(fd);
        if (bytes == null) {
            return false;
        }
        if (bytes.length == 0) {
            closeOutput(fromStderr);
            return false;
        }
        if (!listener.output(fromStderr, bytes)) {
            reactor.rewatch(fd, 0, key, fromStderr ? Source.STDERR : Source.STDOUT);
        }
        return true;
    }

    /// The child has no thread left: hear its last words, reap it, report. Whatever fails of it, it
    /// is reaped, and its end is told.
    private void end() {
        try {
            hearLastWords();
        } finally {
            if (leadsGroup && Syscalls.wasEndedBySignal(identity.pid())) {
                Syscalls.killGroup(identity.pid()); // what it had started has nobody any more
            }
            var status = statusOf(Syscalls.reap(identity.pid()));
            String crash = "";
            try {
                crash = status.signal() == 0 ? "" : crashReport();
                if (status.code() != 0) {
                    LinuxNames.sweep();
                }
            } finally {
                letGo();
                listener.exited(status, crash);
            }
        }
    }

    private void hearLastWords() {
        for (byte[] last = lastBytes(); last != null; last = lastBytes()) {
            listener.received(last);
        }
        for (int i = 0; i < LAST_READS && readOutput(true); i++) {}
        for (int i = 0; i < LAST_READS && readOutput(false); i++) {}
    }

    private void letGo() {
        synchronized (this) {
            close(pidfd);
            pidfd = NONE;
            close(channelOut);
            channelOut = NONE;
            close(crashLog);
            crashLog = NONE;
            unsent.clear();
        }
        closeChannelIn();
        forgetIfSilent();
    }

    private byte @Nullable [] lastBytes() {
        byte[] bytes = channelIn == NONE ? null : reactor.read(channelIn);
        return bytes == null || bytes.length == 0 ? null : bytes;
    }

    /// wait(2): the low seven bits are the signal, the next byte the exit code. A negated errno
    /// means that somebody else in this JVM reaped our child, so its status is lost.
    private static WaitStatus statusOf(long raw) {
        if (raw < 0) {
            return new WaitStatus(255, 0, false);
        }
        int signal = (int) raw & 0x7F;
        return signal == 0
                ? new WaitStatus((int) raw >> 8 & 0xFF, 0, true)
                : new WaitStatus(128 + signal, signal, true);
    }

    private String crashReport() {
        try (var file = new FileInputStream("/proc/self/fd/" + crashLog)) {
            return new String(file.readNBytes(CRASH_HEAD), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private void closeChannelIn() {
        close(channelIn);
        channelIn = NONE;
    }

    private synchronized void closeOutput(boolean fromStderr) {
        if (fromStderr) {
            close(stderr);
            stderr = NONE;
        } else {
            close(stdout);
            stdout = NONE;
        }
        forgetIfSilent();
    }

    /// A grandchild may hold a captured stream open beyond the child's end.
    private synchronized void forgetIfSilent() {
        if (pidfd == NONE && stdout == NONE && stderr == NONE) {
            reactor.forget(key);
        }
    }

    private static void close(int fd) {
        if (fd != NONE) {
            Syscalls.close(fd);
        }
    }
}
