package dev.progeny.sync;

import static dev.progeny.sync.SemaphoreLayout.AVAILABLE;
import static dev.progeny.sync.SemaphoreLayout.BOUND;
import static dev.progeny.sync.SemaphoreLayout.INITIAL;
import static dev.progeny.sync.SemaphoreLayout.TOTAL;
import static dev.progeny.sync.SemaphoreLayout.USED;
import static dev.progeny.sync.SemaphoreLayout.WAITED;

import dev.progeny.park.Wait;

/// Permits, and who has borrowed which of them.
///
/// The permits of the start are *lent*: each is there, or on loan to a process. Those that releases
/// add beyond are *signals*: acquiring one consumes it.
///
///     acquire     a loan while fewer than `initial` are on loan; else a signal:  total - 1
///     release     ends a loan, of this process if it has one, else of another
///                 one; without any loan adds a signal:                           total + 1
///     death       ends all loans of the process
///
/// Under a [Mutex], each of these is one store: of one loan, or of `total`. `available` is what
/// follows from them, and is worked out again when the mutex was left by a dead process.
final class Permits {
    private final Words words;
    private final Mutex mutex;
    private final Bell bell;
    private final Kin kin;

    Permits(Words words, Mutex mutex, Bell bell, Kin kin) {
        this.words = words;
        this.mutex = mutex;
        this.bell = bell;
        this.kin = kin;
    }

    /// Formats new memory.
    static void format(Words words, int permits, int bound) {
        words.setRelease(INITIAL, permits);
        words.setRelease(BOUND, bound);
        words.setRelease(TOTAL, permits);
        words.setRelease(AVAILABLE, permits);
    }

    /// Takes a permit if one is there, or one comes back from the dead.
    boolean tryAcquire() {
        return tryAcquire(false);
    }

    /// Takes a permit, waiting for it as long as the patience lasts.
    ///
    /// @return READY, TIMED_OUT or CLOSED
    Wait acquire(Patience patience) throws InterruptedException {
        while (!tryAcquire(true)) {
            var outcome = bell.await(this::isWorthALook, patience);
            if (outcome != Wait.READY) {
                return outcome == Wait.TIMED_OUT && tryAcquire(false) ? Wait.READY : outcome;
            }
        }
        return Wait.READY;
    }

    /// Gives a permit back, or adds one.
    ///
    /// @return false, and nothing happened, if there would be more than may be
    boolean release() {
        long me = lock();
        long available = words.getAcquire(AVAILABLE);
        boolean isTooMany = available >= words.getAcquire(BOUND);
        boolean isWaited = !isTooMany && words.getAcquire(WAITED) != 0;
        if (!isTooMany) {
            giveBack(words.getAcquire(TOTAL), available);
            words.setRelease(AVAILABLE, available + 1);
        }
        if (isWaited) {
            words.setRelease(WAITED, 0);
        }
        unlock(me);
        if (isWaited) {
            bell.ring();
        }
        return !isTooMany;
    }

    /// Permits there now, with those of the dead.
    int available() {
        long me = lock();
        sweep();
        long available = words.getAcquire(AVAILABLE);
        unlock(me);
        return Math.toIntExact(available);
    }

    /// Permits as somebody last left them: one look.
    long peek() {
        return words.getAcquire(AVAILABLE);
    }

    private boolean tryAcquire(boolean waits) {
        long me = lock();
        if (words.getAcquire(AVAILABLE) == 0 || hasPredecessor()) {
            sweep();
        }
        long available = words.getAcquire(AVAILABLE);
        if (available > 0) {
            take(words.getAcquire(TOTAL), available);
            words.setRelease(AVAILABLE, available - 1);
        } else if (waits) {
            words.setRelease(WAITED, 1);
        }
        unlock(me);
        return available > 0;
    }

    private boolean isWorthALook() {
        return words.getAcquire(AVAILABLE) > 0 || words.getAcquire(WAITED) == 0;
    }

    private void take(long total, long available) {
        if (total - available < words.getAcquire(INITIAL)) {
            int self = kin.self();
            int slot = SemaphoreLayout.slot(self);
            if (slot >= words.getAcquire(USED)) {
                words.setRelease(USED, slot + 1L);
            }
            int permits = permits(words.getAcquire(SemaphoreLayout.loan(slot)));
            words.setRelease(SemaphoreLayout.loan(slot), loan(self, permits + 1));
        } else {
            words.setRelease(TOTAL, total - 1);
        }
    }

    /// Whether the loan of this process is that of a dead one that was in its slot before.
    private boolean hasPredecessor() {
        int self = kin.self();
        long loan = words.getAcquire(SemaphoreLayout.loan(SemaphoreLayout.slot(self)));
        return permits(loan) > 0 && borrower(loan) != self;
    }

    private void giveBack(long total, long available) {
        int slot = total == available ? -1 : lender();
        if (slot < 0) {
            words.setRelease(TOTAL, total + 1);
        } else {
            long loan = words.getAcquire(SemaphoreLayout.loan(slot));
            words.setRelease(SemaphoreLayout.loan(slot), loan(borrower(loan), permits(loan) - 1));
        }
    }

    /// Whose loan a release ends: this process's own, or else that of any other one.
    private int lender() {
        int own = SemaphoreLayout.slot(kin.self());
        long loan = words.getAcquire(SemaphoreLayout.loan(own));
        if (borrower(loan) == kin.self() && permits(loan) > 0) {
            return own;
        }
        int used = (int) words.getAcquire(USED);
        for (int slot = 0; slot < used; slot++) {
            if (permits(words.getAcquire(SemaphoreLayout.loan(slot))) > 0) {
                return slot;
            }
        }
        return -1;
    }

    /// Ends the loans of the dead, and counts again what is there.
    private void sweep() {
        int used = (int) words.getAcquire(USED);
        long lent = 0;
        for (int slot = 0; slot < used; slot++) {
            long loan = words.getAcquire(SemaphoreLayout.loan(slot));
            if (permits(loan) > 0 && !kin.isAlive(borrower(loan))) {
                words.setRelease(SemaphoreLayout.loan(slot), 0);
            } else {
                lent += permits(loan);
            }
        }
        words.setRelease(AVAILABLE, words.getAcquire(TOTAL) - lent);
    }

    private long lock() {
        long me = mutex.me();
        if (!mutex.takeFree(me) && mutex.takeOver(me)) {
            sweep();
        }
        return me;
    }

    private void unlock(long me) {
        if (!mutex.giveUnwaited(me)) {
            mutex.give(me);
        }
    }

    private static long loan(int member, int permits) {
        return (long) member << Integer.SIZE | permits;
    }

    private static int borrower(long loan) {
        return (int) (loan >>> Integer.SIZE);
    }

    private static int permits(long loan) {
        return (int) loan;
    }
}
