package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The one thread that starts, hears and reaps all children of this process.
///
/// It starts them because `PR_SET_PDEATHSIG` of a child fires when the *thread* that created it
/// ends, and this one never does. It sleeps in `epoll_wait` on each child's pidfd, private channel
/// and captured streams, so a death is known in microseconds, with no thread per child.
final class LinuxReactor {
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int MODIFY = 3;
    static final int READABLE = 0x1;
    static final int WRITABLE = 0x4;

    /// `struct epoll_event` is packed on x86-64: events at 0, data at 4.
    private static final int EVENT_SIZE = 12;

    private static final int MOST_EVENTS = 64;
    private static final int BUFFER_SIZE = 1 << 16;
    private static final long COMMANDS = 0;

    /// Holds the reactor, and is its lock. A fork has another one.
    private static final class Seat {
        private @Nullable LinuxReactor reactor;
    }

    private static volatile Seat seat = new Seat();

    private final int epoll;
    private final int bell;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<Long, LinuxChild> children = new ConcurrentHashMap<>();
    private final MemorySegment buffer = Arena.global().allocate(BUFFER_SIZE, 8);
    private long lastKey;

    /// Of the child that is being made.
    @Nullable LinuxPipes starting;

    private volatile boolean isLeaving;
    private volatile boolean isGone;

    private LinuxReactor() {
        epoll = Syscalls.epoll();
        try {
            bell = Syscalls.eventfd();
        } catch (RuntimeException | Error e) {
            Syscalls.close(epoll);
            throw e;
        }
        control(ADD, bell, READABLE, COMMANDS);
        Thread.ofPlatform().daemon().name("progeny-children").start(this::run);
    }

    /// Started with the first child. Where that fails for want of descriptors, the next start tries
    /// again; a static initializer would fail for ever.
    static LinuxReactor shared() {
        var current = seat;
        synchronized (current) {
            if (current.reactor == null) {
                current.reactor = new LinuxReactor();
            }
            return current.reactor;
        }
    }

    /// This process is a fork: its parent's children are not its own, and its copies of what leads
    /// to them are closed. They would keep channels open beyond the parent's end.
    static void becomeChild() {
        var parents = seat.reactor;
        seat = new Seat();
        if (parents != null) {
            if (parents.starting != null) {
                parents.starting.closeParentEnds();
            }
            parents.children.values().forEach(LinuxChild::becomeNobodys);
            Syscalls.close(parents.epoll);
            Syscalls.close(parents.bell);
        }
    }

    /// Ends the thread, if there is one. What was submitted before is still done.
    static void leave() {
        var current = seat;
        synchronized (current) {
            var reactor = current.reactor;
            if (reactor != null) {
                reactor.submit(() -> reactor.isLeaving = true);
            }
        }
    }

    ChildHandle spawn(Launch launch, ChildListener listener) {
        var started = new CompletableFuture<ChildHandle>();
        submit(
                () -> {
                    try {
                        started.complete(start(launch, listener));
                    } catch (RuntimeException | Error e) {
                        started.completeExceptionally(e);
                    }
                });
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OsException cause) {
                throw new OsException(String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
    }

    private LinuxChild start(Launch launch, ChildListener listener) {
        long key = ++lastKey;
        var child = LinuxChild.start(this, key, launch, listener);
        children.put(key, child);
        try {
            child.register();
            return child;
        } catch (RuntimeException | Error e) {
            children.remove(key);
            child.abandon();
            throw e;
        }
    }

    /// How to start one child, and what to tell it first.
    ///
    /// @param birth makes the process
    /// @param stdio its standard streams
    /// @param message the first bytes on its private channel
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Launch(Birth birth, SpawnRequest.Stdio stdio, byte[] message) {}

    /// A way to make a process.
    interface Birth {
        /// Makes it.
        ///
        /// @param given the parent's ends of which the child gets copies
        /// @return its pid; it has not been reaped
        int give(PosixSpawn.Given given);
    }

    private void submit(Runnable command) {
        commands.add(command);
        if (isGone && commands.remove(command)) { // else the thread's last look has found it
            throw new OsException("cannot start a child: this JVM is shutting down", null);
        }
        try (var arena = Arena.ofConfined()) {
            var one = arena.allocate(JAVA_LONG);
            one.set(JAVA_LONG, 0, 1);
            Syscalls.write(bell, one);
        }
    }

    void watch(int fd, int events, long key, LinuxChild.Source source) {
        control(ADD, fd, events, keyOf(key, source));
    }

    void rewatch(int fd, int events, long key, LinuxChild.Source source) {
        control(MODIFY, fd, events, keyOf(key, source));
    }

    void unwatch(int fd) {
        control(REMOVE, fd, 0, 0);
    }

    void forget(long key) {
        children.remove(key);
    }

    private static long keyOf(long key, LinuxChild.Source source) {
        return key << 3 | source.code;
    }

    private void control(int operation, int fd, int events, long data) {
        try (var arena = Arena.ofConfined()) {
            var event = arena.allocate(EVENT_SIZE);
            event.set(JAVA_INT_UNALIGNED, 0, events);
            event.set(JAVA_LONG_UNALIGNED, 4, data);
            Syscalls.epollControl(epoll, operation, fd, event);
        }
    }

    private void run() {
        var events = Arena.global().allocate((long) EVENT_SIZE * MOST_EVENTS, 8);
        while (!isLeaving) {
            int count = Syscalls.epollWait(epoll, events, MOST_EVENTS);
            for (int i = 0; i < count; i++) {
                dispatch(events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + 4));
            }
        }
        isGone = true;
        dispatch(COMMANDS);
    }

    /// A listener that throws is a bug of ours, or its class files have gone; it must not take the
    /// other children's events along.
    private void dispatch(long data) {
        try {
            if (data == COMMANDS) {
                runCommands();
                return;
            }
            var child = children.get(data >>> 3);
            if (child != null) {
                child.ready(LinuxChild.Source.of((int) data & 7));
            }
        } catch (RuntimeException | Error e) {
            endUnheard(data);
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /// What could not be handled stays ready, and would be reported again and again for ever. But a
    /// child must not live on unheard: it is killed, and its end is told like any other.
    private void endUnheard(long data) {
        var child = children.get(data >>> 3);
        if (child != null) {
            child.mute(LinuxChild.Source.of((int) data & 7));
            child.signal(ChildHandle.Signal.KILL);
        }
    }

    private void runCommands() {
        Syscalls.read(bell, buffer.asSlice(0, Long.BYTES));
        for (var command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
    }

    /// Reads what is there into a new array. For the reactor's own thread.
    ///
    /// @return null where there is nothing now, an empty array at the end
    byte @Nullable [] read(int fd) {
        long count = Syscalls.read(fd, buffer);
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return null;
        }
        return count <= 0 ? new byte[0] : buffer.asSlice(0, count).toArray(JAVA_BYTE);
    }
}
