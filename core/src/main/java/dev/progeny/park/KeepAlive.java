package dev.progeny.park;

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
    private static final List<Hold> HOLDS = new ArrayList<>();
    private static @Nullable Keeper keeper;

    private KeepAlive() {}

    /// Keeps the JVM alive from now on.
    ///
    /// @param reason what must still end, for diagnostics
    /// @return to be closed when it has
    public static Hold hold(String reason) {
        var hold = new Hold(reason);
        synchronized (HOLDS) {
            HOLDS.add(hold);
            if (keeper == null) {
                keeper = Keeper.start();
            }
        }
        return hold;
    }

    /// What keeps the JVM alive now.
    ///
    /// @return the reasons of all open holds, oldest first
    public static List<String> reasons() {
        synchronized (HOLDS) {
            return HOLDS.stream().map(hold -> hold.reason).toList();
        }
    }

    private static void release(Hold hold) {
        synchronized (HOLDS) {
            if (HOLDS.remove(hold) && HOLDS.isEmpty() && keeper != null) {
                keeper.end();
                keeper = null;
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
