package dev.progeny.manager;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Looks at the sessions of a server: whether a call keeps the thread that receives for too long,
/// whether somebody has been silent for too long, whether leases are over, how many call at the
/// same time. While calls come it looks once a millisecond, otherwise twice a second.
final class Watch {
    /// A call that waits for longer is slow.
    static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /// A call that runs for longer is slow. More than the slices of time in which the system has
    /// threads take turns: one that only has no processor looks as if it ran.
    static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int CALM_LOOKS = 20;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Server server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition call = lock.newCondition();
    private volatile boolean rests;
    private volatile boolean isOver;
    private long lastSweep = System.nanoTime();

    /// The most clients that have called between two looks, lately.
    private int mostBusy;

    private int looksSinceMost;

    Watch(Server server) {
        this.server = server;
    }

    /// A call begins on a thread that receives.
    void wake() {
        if (rests) {
            lock.lock();
            try {
                rests = false;
                call.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    void end() {
        lock.lock();
        try {
            isOver = true;
            call.signal();
        } finally {
            lock.unlock();
        }
    }

    void run() {
        int calm = 0;
        while (!isOver) {
            calm = look() ? 0 : calm + 1;
            lock.lock();
            try {
                rests = calm > CALM_LOOKS; // then look: pairs with the call that begins, then looks
                boolean isLong = rests && !server.isAnyCallRunning() && !isOver;
                long unslept = call.awaitNanos(isLong ? REST_NANOS : SHORT_NANOS);
                calm = isLong && unslept > 0 ? 0 : calm;
                rests = false;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    /// @return whether calls have come since the last look
    private boolean look() {
        long now = System.nanoTime();
        int busy = 0;
        for (var session : server.sessions()) {
            busy += session.look(now) ? 1 : 0;
        }
        share(busy);
        if (now - lastSweep > REST_NANOS) {
            lastSweep = now;
            server.sweep(now);
        }
        return busy > 0;
    }

    /// A client and the thread that serves it take two processors for as long as one of them spins.
    /// Where there are not as many for all who call, it would keep others from their work.
    private void share(int busy) {
        looksSinceMost++;
        if (busy >= mostBusy || looksSinceMost > CALM_LOOKS) {
            mostBusy = busy;
            looksSinceMost = 0;
        }
        for (var session : server.sessions()) {
            session.connection().participants(Math.max(2, 2 * mostBusy));
        }
    }
}
