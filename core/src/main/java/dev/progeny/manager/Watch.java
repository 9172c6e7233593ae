package dev.progeny.manager;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Looks at the sessions of a server: whether a call keeps the thread that receives for too long,
/// whether somebody has been silent for too long, whether leases are over. While calls come it
/// looks once a millisecond, otherwise twice a second.
final class Watch {
    /// A call that takes longer is slow.
    static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int CALM_LOOKS = 20;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Server server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition call = lock.newCondition();
    private volatile boolean rests;
    private volatile boolean isOver;
    private long lastSweep = System.nanoTime();

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
        boolean isBusy = false;
        for (var session : server.sessions()) {
            isBusy |= session.look(now);
        }
        if (now - lastSweep > REST_NANOS) {
            lastSweep = now;
            server.sweep(now);
        }
        return isBusy;
    }
}
