package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Wherever Java 25 runs, by JDK classes alone: mapped files, timed waits, Unix-domain sockets,
/// [ProcessBuilder] and [ProcessHandle].
///
/// What it costs against [Linux]: a wake-up takes up to [#LONGEST_NAP], a start some 20 ms more,
/// and a signal cannot be told from an exit code above 128. Its files are in [PortableHome].
final class Portable implements Os {
    private static final VarHandle WORD = JAVA_INT.varHandle();
    private static final long SHORTEST_NAP = 20_000;

    /// How late a sleeper may notice a change: a balance of latency and idle load.
    private static final long LONGEST_NAP = 1_000_000;

    private final ProcessIdentity self = identityOf(ProcessHandle.current());
    private @Nullable NamedFiles names;

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public MemoryFile createMemory(String label, long byteSize) {
        return PortableMemory.create(PortableHome.own(this), label, byteSize);
    }

    @Override
    public MemoryFile createFamilyMemory(long byteSize) {
        return createMemory("family", byteSize);
    }

    @Override
    public MemoryFile openMemory(String address) {
        return PortableMemory.open(address);
    }

    @Override
    public NamedMemory createNamed(String name, long byteSize, Arena arena) {
        return names().create(name, byteSize, arena);
    }

    @Override
    public NamedMemory openNamed(String name, boolean isReadOnly, Arena arena) {
        return names().open(name, isReadOnly, arena);
    }

    synchronized NamedFiles names() {
        if (names == null) {
            names = PortableNames.in(this);
        }
        return names;
    }

    /// Nothing here can wake a sleeper of another process, so it naps and looks.
    @Override
    public Wake await(MemorySegment word, int expected, long nanos) {
        long start = System.nanoTime();
        long nap = SHORTEST_NAP;
        while ((int) WORD.getVolatile(word, 0L) == expected) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return Wake.TIMED_OUT;
            }
            LockSupport.parkNanos(this, Math.min(nap, left));
            if (Thread.currentThread().isInterrupted()) {
                return Wake.INTERRUPTED;
            }
            nap = Math.min(2 * nap, LONGEST_NAP);
        }
        return Wake.VALUE_CHANGED;
    }

    @Override
    public void wake(MemorySegment word, int sleepers) {
        // they nap, and see the change by themselves
    }

    @Override
    public ProcessIdentity self() {
        return self;
    }

    @Override
    public @Nullable ProcessIdentity identify(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(Portable::identityOf)
                .orElse(null);
    }

    private static ProcessIdentity identityOf(ProcessHandle handle) {
        Optional<Instant> start = handle.info().startInstant();
        return new ProcessIdentity(handle.pid(), start.map(Instant::toEpochMilli).orElse(0L));
    }

    @Override
    public Peer watch(ProcessIdentity identity) {
        return new Peer() {
            private volatile boolean isGone;

            @Override
            public boolean isAlive() {
                isGone = isGone || !identity.equals(identify(identity.pid()));
                return !isGone;
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    @Override
    public String crashLogPath() {
        return PortableHome.own(this).crashLogPath();
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
        // the bootstrap's watch on its private channel does it
    }

    @Override
    public void endAtNextInterrupt() {
        // the JDK has no way to it; the end of the children has its deadline
    }

    @Override
    public void leave() {
        // its threads wait in Java, or for streams that end with the children
    }

    @Override
    public String whyNoForks() {
        return "forks need Linux on x86-64 with its own back end, and this JVM uses the portable"
                + " one";
    }

    @Override
    public String whyNoForkOfThis() {
        return whyNoForks();
    }

    @Override
    public ChildHandle fork(
            SpawnRequest.Stdio stdio,
            byte[] message,
            ChildListener listener,
            Consumer<ParentLink> begin) {
        throw new OsException(whyNoForks(), null);
    }

    @Override
    public void leaveFork(int code) {
        throw new AssertionError("this process is no fork");
    }

    @Override
    public String callLibrary() {
        return "";
    }

    @Override
    public Template spawnTemplate(SpawnRequest request, byte[] message, ChildListener listener) {
        throw new OsException(whyNoForks(), null);
    }

    @Override
    public ChildHandle spawn(SpawnRequest request, byte[] message, ChildListener listener) {
        return PortableChild.start(this, request, message, listener);
    }
}
