package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Linux x86-64 with glibc 2.34 or newer, by system calls.
final class Linux implements Os {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// More than a family can use up: pages cost nothing until they are touched.
    private static final long FAMILY_SIZE = 1L << 60;

    /// A `struct timespec` for each thread that sleeps.
    private static final ThreadLocal<MemorySegment> TIMESPEC =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_LONG, 2));

    private volatile ProcessIdentity self;
    private volatile @Nullable NamedFiles names;

    /// A first process has it at once, since without it this back end is of no use; a child, whose
    /// parent had it, when it has children itself.
    private volatile @Nullable PosixSpawn spawner;

    Linux() {
        Errno.load();
        self = readSelf();
        if (!Native.isByLibrary()) {
            spawner = new PosixSpawn();
        }
    }

    private static ProcessIdentity readSelf() {
        var stat = ProcStat.read("self");
        if (stat == null) {
            throw new OsException("cannot read /proc/self/stat; is /proc mounted?", null);
        }
        return new ProcessIdentity(stat.pid(), stat.startTime());
    }

    /// This process is the child of a fork.
    void becomeChild() {
        self = readSelf();
        names = null;
    }

    static boolean isThisPlatform() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public MemoryFile createMemory(String label, long byteSize) {
        return LinuxMemory.create(this, label, byteSize);
    }

    @Override
    public MemoryFile createFamilyMemory(long byteSize) {
        return LinuxMemory.create(this, "family", Math.max(byteSize, FAMILY_SIZE));
    }

    @Override
    public MemoryFile openMemory(String address) {
        return LinuxMemory.open(this, address);
    }

    @Override
    public NamedMemory createNamed(String name, long byteSize, Arena arena) {
        return names().create(name, byteSize, arena);
    }

    @Override
    public NamedMemory openNamed(String name, boolean isReadOnly, Arena arena) {
        return names().open(name, isReadOnly, arena);
    }

    /// Two at once may make two: they are equal, and keep nothing until they are used.
    NamedFiles names() {
        var made = names;
        if (made == null) {
            made = LinuxNames.in(this);
            names = made;
        }
        return made;
    }

    @Override
    public Wake await(MemorySegment word, int expected, long nanos) {
        var timespec = TIMESPEC.get();
        timespec.setAtIndex(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        timespec.setAtIndex(JAVA_LONG, 1, nanos % NANOS_PER_SECOND);
        long result = Syscalls.futexWait(word, expected, timespec);
        return switch ((int) -result) {
            case 0 -> Wake.WOKEN;
            // EFAULT: unmapped meanwhile, so whoever slept there was to be woken
            case Errno.EAGAIN, Errno.EFAULT -> Wake.VALUE_CHANGED;
            case Errno.ETIMEDOUT -> Wake.TIMED_OUT;
            case Errno.EINTR -> Wake.INTERRUPTED;
            default -> throw new AssertionError("futex: " + Errno.describe((int) -result));
        };
    }

    @Override
    public void wake(MemorySegment word, int sleepers) {
        Syscalls.futexWake(word, sleepers);
    }

    @Override
    public ProcessIdentity self() {
        return self;
    }

    @Override
    public @Nullable ProcessIdentity identify(long pid) {
        var stat = ProcStat.read(Long.toString(pid));
        return stat == null ? null : new ProcessIdentity(pid, stat.startTime());
    }

    /// The descriptor is opened first and the start time compared after: then it is this process's
    /// descriptor, and stays so whatever happens to the pid.
    @Override
    public Peer watch(ProcessIdentity identity) {
        int pidfd = Syscalls.pidfd(identity.pid());
        if (pidfd >= 0 && identity.equals(identify(identity.pid()))) {
            return new LinuxPeer(pidfd);
        }
        if (pidfd >= 0) {
            Syscalls.close(pidfd);
        } else if (pidfd != -Errno.ESRCH) {
            Native.require("pidfd_open(" + identity.pid() + ")", pidfd);
        }
        return new LinuxPeer(LinuxPeer.GONE);
    }

    @Override
    public String crashLogPath() {
        return PosixSpawn.CRASH_LOG_PATH;
    }

    @Override
    public long privateMemory(long pid) {
        return ProcStatus.privateMemory(pid);
    }

    @Override
    public String stateOf(long pid) {
        return ProcStatus.state(pid);
    }

    @Override
    public void endWithParent() {
        Syscalls.killWithParent();
    }

    @Override
    public void endAtNextInterrupt() {
        Syscalls.resetSignal(ChildHandle.Signal.INTERRUPT.number());
    }

    @Override
    public void leave() {
        LinuxReactor.leave();
    }

    @Override
    public String callLibrary() {
        return LibraryFile.addressOfCalls(self.pid());
    }

    private PosixSpawn spawner() {
        var made = spawner;
        if (made == null) {
            made = new PosixSpawn();
            spawner = made;
        }
        return made;
    }

    @Override
    public ChildHandle spawn(SpawnRequest request, byte[] message, ChildListener listener) {
        return LinuxReactor.shared()
                .spawn(
                        new LinuxReactor.Launch(
                                given -> spawner().start(request, given), request.stdio(), message),
                        listener);
    }

    @Override
    public String whyNoForks() {
        return ForkLibrary.isThere()
                ? ""
                : "this copy of Progeny has no native code for this platform";
    }

    @Override
    public String whyNoForkOfThis() {
        String reason = whyNoForks();
        return reason.isEmpty() ? ForkedJvm.reason() : reason;
    }

    @Override
    public ChildHandle fork(
            SpawnRequest.Stdio stdio,
            byte[] message,
            ChildListener listener,
            Consumer<ParentLink> begin) {
        var jvm = ForkedJvm.load();
        return LinuxReactor.shared()
                .spawn(
                        new LinuxReactor.Launch(
                                given -> jvm.give(stdio, given, begin::accept), stdio, message),
                        listener);
    }

    @Override
    public void leaveFork(int code) {
        ForkedJvm.load().leave(code);
    }

    @Override
    public Template spawnTemplate(SpawnRequest request, byte[] message, ChildListener listener) {
        int[] sockets = Syscalls.socketPair();
        try (var own = new DescriptorSocket(sockets[0]);
                var childs = new DescriptorSocket(sockets[1])) {
            LinuxReactor.Birth birth =
                    given -> spawner().start(request, given.withRequests(childs.number()));
            var child =
                    LinuxReactor.shared()
                            .spawn(
                                    new LinuxReactor.Launch(birth, request.stdio(), message),
                                    listener);
            return new Template(child, own.handOver());
        }
    }
}
