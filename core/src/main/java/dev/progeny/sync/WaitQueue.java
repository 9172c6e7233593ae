package dev.progeny.sync;

import static dev.progeny.sync.ConditionLayout.MOST;
import static dev.progeny.sync.ConditionLayout.TICKETS;
import static dev.progeny.sync.ConditionLayout.TICKET_IN_ENTRY;
import static dev.progeny.sync.ConditionLayout.USED;

/// Those who wait on a condition, in order, in shared memory.
///
///     0 --- comes ------------------------------> WAITING(me)
///     WAITING(me) --- signal -------------------> SIGNALLED(me)
///     SIGNALLED(me), WAITING(me) --- leaves ----> 0
///     WAITING(dead) --- who signals ------------> 0
///     SIGNALLED(dead) --- the oldest waiter is marked instead, by whoever finds it ---> 0
///
/// Entries change under the lock of the condition, and a waiter decides under that lock what has
/// become of it: signalled or not is never a race. Each arrow is one store. A signal that its
/// waiter did not live to see goes on to another: first that one's entry is marked, then the dead
/// one's freed, so that a death in between wakes one too many, which a condition may always do,
/// rather than one too few.
final class WaitQueue {
    private static final long WAITING = 1;
    private static final long SIGNALLED = 2;
    private static final long FREE = 0;
    private static final long NONE = -1;

    private final Words words;
    private final Bell bell;
    private final Kin kin;

    /// How a wait ended.
    enum End {
        /// A signal came.
        SIGNALLED,
        /// The patience was over first.
        TIMED_OUT,
        /// An interrupt came first, and is pending again.
        INTERRUPTED,
        /// This object was closed first.
        CLOSED,
        /// None of that: a signal lies with a dead waiter, and this one is to pass it on.
        ERRAND
    }

    /// The lock of a condition.
    interface Guard {

        /// Gives the lock up, however often it was taken.
        int giveAll();

        /// Takes it as often again.
        ///
        /// @throws AbandonedLockException if its holder died; it is this thread's all the same
        /// @throws IllegalStateException if it was closed; it is not
        void retake(int extra);
    }

    WaitQueue(Words words, Bell bell, Kin kin) {
        this.words = words;
        this.bell = bell;
        this.kin = kin;
    }

    /// Waits for a signal. The caller has the lock, and has it again afterwards.
    ///
    /// @param me as [LockWord#owner] names it
    /// @return not ERRAND
    End await(long me, Guard guard, Patience patience) {
        long entry = join(me);
        while (true) {
            int extra = guard.giveAll();
            var end = sleep(entry, me, patience);
            retake(entry, me, guard, extra);
            if (end == End.ERRAND) {
                passOn();
            }
            boolean isSignalled = words.getAcquire(entry) == (me | SIGNALLED);
            if (isSignalled || end != End.ERRAND) {
                free(entry);
                return isSignalled ? End.SIGNALLED : end;
            }
        }
    }

    /// Wakes the waiter that has waited longest. The caller has the lock.
    void signal() {
        passOn();
        if (mark()) {
            bell.ring();
        }
    }

    /// Wakes all waiters. The caller has the lock.
    void signalAll() {
        boolean isAnyMarked = false;
        for (int i = 0; i < used(); i++) {
            long entry = ConditionLayout.entry(i);
            long seen = words.getAcquire(entry);
            if (isDead(seen)) {
                words.setRelease(entry, FREE);
            } else if (isWaiting(seen)) {
                words.setRelease(entry, LockWord.ownerOf(seen) | SIGNALLED);
                isAnyMarked = true;
            }
        }
        if (isAnyMarked) {
            bell.ring();
        }
    }

    /// Entries in use, dead ones among them.
    int waiters() {
        int waiters = 0;
        for (int i = 0; i < used(); i++) {
            waiters += words.getAcquire(ConditionLayout.entry(i)) == FREE ? 0 : 1;
        }
        return waiters;
    }

    private long join(long me) {
        passOn();
        int index = firstFree();
        if (index == MOST) {
            freeDead();
            index = firstFree();
        }
        if (index == MOST) {
            throw new IllegalStateException(
                    "too many waiters on one condition: most=" + MOST + "; use several conditions");
        }
        long entry = ConditionLayout.entry(index);
        long ticket = words.getAcquire(TICKETS);
        words.setRelease(TICKETS, ticket + 1);
        words.setRelease(entry + TICKET_IN_ENTRY, ticket);
        words.setRelease(entry, me | WAITING);
        if (index == used()) {
            words.setRelease(
                    USED, index + 1L); // last: an entry beyond it is free, whatever it says
        }
        return entry;
    }

    private int firstFree() {
        int index = 0;
        while (index < used() && words.getAcquire(ConditionLayout.entry(index)) != FREE) {
            index++;
        }
        return index;
    }

    /// Those who died while they waited, and whom no signal has found yet.
    private void freeDead() {
        for (int i = 0; i < used(); i++) {
            long entry = ConditionLayout.entry(i);
            if (isDead(words.getAcquire(entry))) {
                words.setRelease(entry, FREE);
            }
        }
    }

    private End sleep(long entry, long me, Patience patience) {
        try {
            while (true) {
                var wait = bell.await(() -> words.getAcquire(entry) != (me | WAITING), patience);
                if (words.getAcquire(entry) != (me | WAITING)) {
                    return End.SIGNALLED;
                }
                switch (wait) {
                    case TIMED_OUT -> {
                        return End.TIMED_OUT;
                    }
                    case CLOSED -> {
                        return End.CLOSED;
                    }
                    default -> {
                        if (isSignalLost()) {
                            return End.ERRAND;
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stays so if a signal comes before the lock
            return End.INTERRUPTED;
        }
    }

    private void retake(long entry, long me, Guard guard, int extra) {
        try {
            guard.retake(extra);
        } catch (AbandonedLockException e) {
            free(entry, me);
            throw e;
        } catch (IllegalStateException e) {
            if (!words.compareAndSet(entry, me | WAITING, FREE)) {
                words.setRelease(entry, SIGNALLED); // nobody's: as good as a dead one's
            }
            throw e;
        }
    }

    /// Leaves with an exception: a signal goes on to another one.
    private void free(long entry, long me) {
        if (words.getAcquire(entry) == (me | SIGNALLED) && mark()) {
            bell.ring();
        }
        free(entry);
    }

    private void free(long entry) {
        words.setRelease(entry, FREE);
        int used = used();
        while (used > 0 && words.getAcquire(ConditionLayout.entry(used - 1)) == FREE) {
            used--;
        }
        words.setRelease(USED, used);
    }

    private boolean isSignalLost() {
        for (int i = 0; i < used(); i++) {
            long seen = words.getAcquire(ConditionLayout.entry(i));
            if (!isWaiting(seen) && isDead(seen)) {
                return true;
            }
        }
        return false;
    }

    /// Gives the signals of dead waiters to living ones.
    private void passOn() {
        boolean isAnyMarked = false;
        for (int i = 0; i < used(); i++) {
            long entry = ConditionLayout.entry(i);
            long seen = words.getAcquire(entry);
            if (!isWaiting(seen) && isDead(seen)) {
                isAnyMarked |= mark();
                words.setRelease(entry, FREE);
            }
        }
        if (isAnyMarked) {
            bell.ring();
        }
    }

    /// Gives a signal to the oldest waiter that lives.
    private boolean mark() {
        long oldest = oldest();
        while (oldest != NONE) {
            long seen = words.getAcquire(oldest);
            if (!isDead(seen)) {
                words.setRelease(oldest, LockWord.ownerOf(seen) | SIGNALLED);
                return true;
            }
            words.setRelease(oldest, FREE);
            oldest = oldest();
        }
        return false;
    }

    /// The entry with the lowest ticket of those that wait.
    private long oldest() {
        long oldest = NONE;
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < used(); i++) {
            long entry = ConditionLayout.entry(i);
            if (isWaiting(words.getAcquire(entry))) {
                long ticket = words.getAcquire(entry + TICKET_IN_ENTRY);
                if (ticket < lowest) {
                    lowest = ticket;
                    oldest = entry;
                }
            }
        }
        return oldest;
    }

    private int used() {
        return (int) words.getAcquire(USED);
    }

    private static boolean isWaiting(long entry) {
        return (entry & WAITING) != 0;
    }

    /// Whether somebody is in an entry who will never leave it.
    private boolean isDead(long entry) {
        long owner = LockWord.ownerOf(entry);
        return entry != FREE && (owner == 0 || !kin.isAlive(LockWord.memberOf(owner)));
    }
}
