package dev.progeny.manager;

import dev.progeny.sync.AbandonedLockException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A managed lock at its server.
///
///     FREE --take--> HELD --release--> FREE
///     HELD, its owner gone --> ABANDONED --take--> TOLD --recover--> HELD
///     TOLD --release, its owner gone, half a second--> ABANDONED
final class LockObject implements LockCalls, Mourner {
    private static final long REPAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReentrantLock state = new ReentrantLock(true);
    private final Condition changed = state.newCondition();
    private final Deque<Caller> line = new ArrayDeque<>();
    private final List<Deque<Waiter>> conditions = new ArrayList<>();

    /// Those who wait on a condition, or to have the lock again after it.
    private final Set<Caller> away = new HashSet<>();

    private @Nullable Caller owner;
    private int depth;

    /// How the last holder ended, while nobody has made good what it left.
    private @Nullable String death;

    private long toldAt;

    /// Somebody who waits for a signal.
    private static final class Waiter {
        boolean isSignalled;
    }

    /// Whether the lock can be had now by one who is first in line.
    private boolean isFree() {
        return owner == null || (death != null && System.nanoTime() - toldAt > REPAIR_NANOS);
    }

    private Taken own(Caller caller, int times) throws InterruptedException {
        if (caller.guest().isGone()) {
            changed.signalAll();
            throw new InterruptedException("the client has gone");
        }
        owner = caller;
        depth = times;
        toldAt = System.nanoTime();
        return new Taken(true, death);
    }

    @Override
    public Taken tryTake() {
        var caller = Caller.current();
        state.lock();
        try {
            if (caller.equals(owner) && death == null) {
                depth = Math.incrementExact(depth);
                return new Taken(true, null);
            }
            return isFree() && line.isEmpty() ? own(caller, 1) : new Taken(false, null);
        } catch (InterruptedException e) {
            return new Taken(false, null);
        } finally {
            state.unlock();
        }
    }

    @Override
    public Taken take(long nanos) throws InterruptedException {
        var caller = Caller.current();
        state.lockInterruptibly();
        try {
            if (caller.equals(owner) && death == null) {
                depth = Math.incrementExact(depth);
                return new Taken(true, null);
            }
            return waitInLine(caller, nanos) ? own(caller, 1) : new Taken(false, null);
        } finally {
            state.unlock();
        }
    }

    /// @return whether the lock can be had; the caller is not in line any more
    private boolean waitInLine(Caller caller, long nanos) throws InterruptedException {
        line.add(caller);
        try {
            long left = nanos;
            while (!isFree() || !isFirst(caller)) {
                if (left <= 0) {
                    return false;
                }
                long slice = death == null ? left : Math.min(left, REPAIR_NANOS);
                long unslept = changed.awaitNanos(slice);
                left = nanos == Patience.ENDLESS ? left : left - slice + unslept;
            }
            return true;
        } finally {
            line.remove(caller);
            changed.signalAll();
        }
    }

    private boolean isFirst(Caller caller) {
        return caller.equals(line.peek());
    }

    @Override
    public void recover() throws InterruptedException {
        var caller = Caller.current();
        state.lockInterruptibly();
        try {
            if (!caller.equals(owner)) {
                waitInLine(caller, Patience.ENDLESS);
                own(caller, 1);
            }
            death = null;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void release() {
        state.lock();
        try {
            requireOwner();
            if (--depth == 0) {
                free();
            }
        } finally {
            state.unlock();
        }
    }

    @Override
    public void giveBack(Taken taken) {
        if (taken.isTaken()) {
            release();
        }
    }

    private void free() {
        owner = null;
        depth = 0;
        changed.signalAll();
    }

    private void requireOwner() {
        if (!Caller.current().equals(owner)) {
            throw new IllegalMonitorStateException(
                    "this thread does not hold the lock: holder="
                            + owner
                            + "; take it before, and give it up in the same thread");
        }
    }

    @Override
    public RemoteLock.@Nullable Holder holder() {
        state.lock();
        try {
            return owner == null
                    ? null
                    : new RemoteLock.Holder(owner.guest().pid(), owner.thread());
        } finally {
            state.unlock();
        }
    }

    @Override
    public int newCondition() {
        state.lock();
        try {
            conditions.add(new ArrayDeque<>());
            return conditions.size() - 1;
        } finally {
            state.unlock();
        }
    }

    @Override
    public boolean await(int condition, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the wait");
        }
        return await(condition, waiter -> Patience.await(changed, nanos, () -> waiter.isSignalled));
    }

    /// A client does not pass its interrupts on: here they say that nobody waits for the end.
    @Override
    public void awaitUninterruptibly(int condition) throws InterruptedException {
        boolean isOfHere = Caller.current().guest() == Guest.LOCAL;
        await(
                condition,
                waiter -> {
                    while (isOfHere && !waiter.isSignalled) {
                        changed.awaitUninterruptibly();
                    }
                    Patience.await(changed, Patience.ENDLESS, () -> waiter.isSignalled);
                });
    }

    /// How somebody sleeps until there is a signal.
    @FunctionalInterface
    private interface Sleep {
        void of(Waiter waiter) throws InterruptedException;
    }

    private boolean await(int condition, Sleep sleep) throws InterruptedException {
        var caller = Caller.current();
        var waiter = new Waiter();
        state.lock();
        try {
            requireOwner();
            var waiters = conditions.get(condition);
            int times = depth;
            waiters.add(waiter);
            away.add(caller);
            free();
            try {
                sleep.of(waiter);
            } catch (InterruptedException e) {
                passOn(waiter, waiters);
                throw e;
            } finally {
                waiters.remove(waiter);
                retake(caller, times);
                requireSound(caller, waiter, waiters);
            }
            return waiter.isSignalled;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void regain() throws InterruptedException {
        var caller = Caller.current();
        state.lockInterruptibly();
        try {
            while (away.contains(caller)) {
                changed.await();
            }
            requireOwner();
            if (death != null) {
                throw AbandonedLockException.because(death);
            }
        } finally {
            state.unlock();
        }
    }

    /// Tells who has taken the lock again if its holder has gone, as it is told who takes it first.
    private void requireSound(Caller caller, Waiter waiter, Deque<Waiter> waiters) {
        boolean isGone = caller.guest().isGone();
        if (isGone || death != null) {
            passOn(waiter, waiters);
        }
        if (!isGone && death != null) {
            throw AbandonedLockException.because(death);
        }
    }

    /// A signal to one that does not return as signalled, or has gone meanwhile, is for the next.
    private void passOn(Waiter waiter, Deque<Waiter> waiters) {
        if (waiter.isSignalled && !waiters.isEmpty()) {
            waiter.isSignalled = false;
            waiters.remove().isSignalled = true;
            changed.signalAll();
        }
    }

    /// Takes the lock again, through interrupts: who waits on a condition returns with the lock.
    private void retake(Caller caller, int times) {
        line.add(caller);
        boolean wasInterrupted = false;
        while ((!isFree() || !isFirst(caller)) && !caller.guest().isGone()) {
            try {
                changed.awaitNanos(REPAIR_NANOS);
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        line.remove(caller);
        away.remove(caller);
        if (!caller.guest().isGone()) {
            owner = caller;
            depth = times;
            toldAt = System.nanoTime();
        }
        changed.signalAll();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void signal(int condition, boolean all) {
        state.lock();
        try {
            requireOwner();
            var waiters = conditions.get(condition);
            do {
                var first = waiters.poll();
                if (first == null) {
                    break;
                }
                first.isSignalled = true;
            } while (all);
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }

    @Override
    public void gone(Guest guest) {
        state.lock();
        try {
            if (owner != null && owner.guest() == guest) {
                death =
                        "the lock's holder has gone: "
                                + owner
                                + "; repair what the lock guards and call recover()";
                free();
            }
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }
}
