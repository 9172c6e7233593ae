package dev.progeny.park;

import dev.progeny.os.Renewals;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Keeps this JVM alive while something must still end: a child that is not a daemon, a task that
/// was accepted. The JVM ends when no user thread is left, and Progeny's own threads are daemons;
/// while at least one [Hold] is open, one user thread exists that does nothing.
///
/// Safe for use by several threads. A hold that is never closed keeps the JVM up for ever.
public final class KeepAlive {
    /// All holds, and their lock. A fork has others.
    private static final class Holds {
        private final List<Hold> open = new ArrayList<>();
        private @Nullable Keeper keeper;
    }

    private static volatile Holds holds = new Holds();

    static {
        Renewals.add(() -> holds = new Holds());
    }

    private KeepAlive() {}

    /// Keeps the JVM alive from now on.
    ///
    /// @param reason what must still end, for diagnostics
    /// @return to be closed when it has
    public static Hold hold(String reason) {
        var all = holds;
        var hold = new Hold(reason);
        synchronized (all) {
            all.open.add(hold);
            if (all.keeper == null) {
                all.keeper = Keeper.start();
            }
        }
        return hold;
    }

    /// What keeps the JVM alive now.
    ///
    /// @return the reasons of all open holds, oldest first
    public static List<String> reasons() {
        var all = holds;
        synchronized (all) {
            return all.open.stream().map(hold -> hold.reason).toList();
        }
    }

    private static void release(Hold hold) {
        var all = holds;
        synchronized (all) {
            if (all.open.remove(hold) && all.open.isEmpty() && all.keeper != null) {
                all.keeper.end();
                all.keeper = null;
            }
        }
    }

    /// One reason to stay alive.
    public static final class Hold implements AutoCloseable {
        private final String reason;

        private Hold(String reason) {
            this.reason = reason;
        }

        /// Withdraws the reason. The second time does nothing. Never blocks.
        @Override
        public void close() {
            release(this);
        }
    }

    /// The user thread. Each one lives once: a hold that comes while it ends starts another.
    private static final class Keeper implements Runnable {
        private volatile boolean isOver;
        private final Thread thread =
                Thread.ofPlatform()
                        .name("progeny-keep-alive")
                        .daemon(false)
                        .inheritInheritableThreadLocals(false)
                        .stackSize(64 * 1024)
                        .unstarted(this);

        static Keeper start() {
            var keeper = new Keeper();
            keeper.thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
            keeper.thread.start();
            return keeper;
        }

        void end() {
            isOver = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            while (!isOver) {
                LockSupport.park(this);
                Thread.interrupted(); // an interrupt would make every later park return at once
            }
        }
    }
}
