package dev.progeny.sync;

import static dev.progeny.sync.EventLayout.WORD;

import dev.progeny.park.Wait;

/// A flag to wait for: one word, in which each setting is counted, so that a waiter is released by
/// it even if it is cleared before the waiter looks.
///
///     UNSET(n) --- set ----> SET(n + 1)     rings if somebody waits
///     SET(n) ----- set ----> SET(n)
///     SET(n) ----- clear --> UNSET(n)
///     UNSET(n) --- waits --> UNSET(n), waited
final class Flag {
    private static final long SET = 1;
    private static final long WAITED = 2;
    private static final long ONE_MORE = 4;

    private final Words words;
    private final Bell bell;

    Flag(Words words, Bell bell) {
        this.words = words;
        this.bell = bell;
    }

    boolean isSet() {
        return (words.getAcquire(WORD) & SET) != 0;
    }

    void set() {
        while (true) {
            long seen = words.getAcquire(WORD);
            long next = (seen & ~WAITED) + ONE_MORE | SET;
            if ((seen & SET) != 0 && words.compareAndSet(WORD, seen, seen)) {
                return; // stored all the same: what was done before is to be seen by who looks
            }
            if ((seen & SET) == 0 && words.compareAndSet(WORD, seen, next)) {
                if ((seen & WAITED) != 0) {
                    bell.ring();
                }
                return;
            }
        }
    }

    void clear() {
        long seen = words.getAcquire(WORD);
        while ((seen & SET) != 0 && !words.compareAndSet(WORD, seen, seen & ~SET)) {
            seen = words.getAcquire(WORD);
        }
    }

    /// Waits until it is set, or has been since this began.
    ///
    /// @return READY, TIMED_OUT or CLOSED
    Wait await(Patience patience) throws InterruptedException {
        long start = words.getAcquire(WORD);
        while (true) {
            long seen = words.getAcquire(WORD);
            if (isReleased(start, seen)) {
                return Wait.READY;
            }
            if ((seen & WAITED) == 0 && !words.compareAndSet(WORD, seen, seen | WAITED)) {
                continue;
            }
            var outcome = bell.await(() -> isReleased(start, words.getAcquire(WORD)), patience);
            if (outcome != Wait.READY) {
                boolean isLate = outcome == Wait.TIMED_OUT;
                return isLate && isReleased(start, words.getAcquire(WORD)) ? Wait.READY : outcome;
            }
        }
    }

    private static boolean isReleased(long start, long now) {
        return (now & SET) != 0 || now / ONE_MORE != start / ONE_MORE;
    }
}
