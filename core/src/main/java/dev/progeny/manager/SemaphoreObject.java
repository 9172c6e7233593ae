package dev.progeny.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A managed semaphore at its server. Permits of the start are lent, added ones are consumed.
final class SemaphoreObject implements SemaphoreCalls, Mourner {
    private final ReentrantLock state = new ReentrantLock(true);
    private final Condition freed = state.newCondition();
    private final Map<Guest, Integer> loans = new HashMap<>();
    private final boolean isBounded;
    private int lendable;
    private int added;

    private SemaphoreObject(int permits, boolean isBounded) {
        lendable = permits;
        this.isBounded = isBounded;
    }

    /// @param permits at the start; the complement of that for a bounded one
    static SemaphoreObject of(int permits) {
        return permits < 0
                ? new SemaphoreObject(~permits, true)
                : new SemaphoreObject(permits, false);
    }

    private boolean isAny() {
        return lendable + added > 0;
    }

    private void take(Guest guest) throws InterruptedException {
        if (guest.isGone()) {
            freed.signal();
            throw new InterruptedException("the client has gone");
        }
        if (lendable > 0) {
            lendable--;
            loans.merge(guest, 1, Integer::sum);
        } else {
            added--;
        }
    }

    @Override
    public boolean tryAcquire() {
        state.lock();
        try {
            if (isAny()) {
                take(Caller.current().guest());
                return true;
            }
            return false;
        } catch (InterruptedException e) {
            return false;
        } finally {
            state.unlock();
        }
    }

    @Override
    public boolean acquire(long nanos) throws InterruptedException {
        var guest = Caller.current().guest();
        state.lockInterruptibly();
        try {
            if (!Patience.await(freed, nanos, this::isAny)) {
                return false;
            }
            take(guest);
            return true;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void release() {
        var guest = Caller.current().guest();
        state.lock();
        try {
            if (loans.isEmpty()) {
                if (isBounded) {
                    throw new IllegalStateException(
                            "released more often than acquired: permits="
                                    + lendable
                                    + "; release once for each acquire, or use semaphore()");
                }
                added = Math.incrementExact(added);
            } else {
                var lender = loans.containsKey(guest) ? guest : loans.keySet().iterator().next();
                loans.computeIfPresent(lender, (_, count) -> count == 1 ? null : count - 1);
                lendable++;
            }
            freed.signal();
        } finally {
            state.unlock();
        }
    }

    @Override
    public void giveBack(boolean isTaken) {
        if (isTaken) {
            release();
        }
    }

    @Override
    public int permits() {
        state.lock();
        try {
            return lendable + added;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void gone(Guest guest) {
        state.lock();
        try {
            var lent = loans.remove(guest);
            if (lent != null) {
                lendable += lent;
                freed.signalAll();
            }
        } finally {
            state.unlock();
        }
    }
}
