package dev.progeny.sync;

import static dev.progeny.sync.BarrierLayout.HISTORY;
import static dev.progeny.sync.BarrierLayout.PARTIES;
import static dev.progeny.sync.BarrierLayout.STATE;

import org.jspecify.annotations.Nullable;

/// Rounds of a barrier: a state machine over one word, which changes under a [Mutex].
///
///     FILLING(r, n) --- arrives -----------------------> FILLING(r, n + 1)
///     FILLING(r, parties - 1) --- arrives, no action --> FILLING(r + 1, 0)    all of r passed
///     FILLING(r, parties - 1) --- arrives, action -----> ACTING(r)
///     ACTING(r) --- the action is done ----------------> FILLING(r + 1, 0)    all of r passed
///     any of r --- late, interrupted, dead, abort -----> BROKEN(r + 1)        r broke
///     FILLING(r, parties - 1) --- arrives, finds a dead one -> BROKEN(r + 1)  r broke
///     FILLING(r, n > 0), ACTING(r) --- reset ----------> FILLING(r + 1, 0)    r broke
///     BROKEN(r) --- reset -----------------------------> FILLING(r, 0)
///
/// Each arrow is one store of `state`. What else a round needs is stored before: a party's member
/// before the arrival that makes it count, the bit in `history` before the round is over. So who
/// finds the mutex left by a dead process just goes on.
///
/// Who waits in round r waits for the number to change, and then reads in `history` how it ended.
/// It is told that it broke if it was so slow that 63 more rounds have ended.
final class Rounds {
    private static final int ROUND_AT = 20;
    private static final long ONE_ROUND = 1L << ROUND_AT;
    private static final long BROKEN = 1 << 16;
    private static final long ACTING = 1 << 17;
    private static final long ARRIVALS = BROKEN - 1;
    private static final int REMEMBERED = 64;

    /// Parties that a barrier can have.
    static final int MOST = (int) ARRIVALS;

    private final Words words;
    private final Mutex mutex;
    private final Bell bell;
    private final Kin kin;

    /// How a party's wait ended.
    enum End {
        /// All have come.
        PASSED,
        /// The round broke, or the barrier was broken already.
        BROKEN,
        /// This party was late first, and broke the round.
        TIMED_OUT,
        /// This party was interrupted first, which is pending again, and broke the round.
        INTERRUPTED,
        /// This party's object was closed first, and broke the round.
        CLOSED
    }

    /// @param end how it ended
    /// @param index 0 for the one that came last; down from `parties - 1`
    record Passage(End end, int index) {}

    Rounds(Words words, Mutex mutex, Bell bell, Kin kin) {
        this.words = words;
        this.mutex = mutex;
        this.bell = bell;
        this.kin = kin;
    }

    int parties() {
        return (int) words.getAcquire(PARTIES);
    }

    boolean isBroken() {
        return (words.getAcquire(STATE) & BROKEN) != 0;
    }

    /// Parties that wait in this round.
    int waiting() {
        return arrivals(words.getAcquire(STATE));
    }

    /// Arrives, and waits for the others.
    ///
    /// @param action what the last one does before anybody goes on; what it throws breaks the round
    Passage await(@Nullable Runnable action, Patience patience) {
        int parties = parties();
        while (true) {
            long seen = arrive(parties, action != null);
            if ((seen & BROKEN) != 0) {
                return new Passage(End.BROKEN, 0);
            }
            if ((seen & ACTING) != 0) { // of others, who are complete: this one is for the next
                var end = sleep(round(seen), patience, false);
                if (end != End.PASSED && end != End.BROKEN) {
                    return new Passage(end, 0);
                }
                continue;
            }
            int index = parties - 1 - arrivals(seen);
            if (index == 0) {
                return new Passage(action == null ? End.PASSED : act(round(seen), action), 0);
            }
            return new Passage(sleep(round(seen), patience, true), index);
        }
    }

    /// Breaks the barrier.
    void abort() {
        long me = lock();
        end(words.getAcquire(STATE), true, BROKEN);
        unlock(me);
        bell.ring();
    }

    /// Makes it as new; breaks the round of those who wait.
    void reset() {
        long me = lock();
        long state = words.getAcquire(STATE);
        if (arrivals(state) > 0) {
            end(state, true, 0);
        } else {
            words.setRelease(STATE, state & ~BROKEN);
        }
        unlock(me);
        bell.ring();
    }

    /// @return the state that was found; unchanged if others were acting, BROKEN if it is broken
    private long arrive(int parties, boolean isActed) {
        long me = lock();
        long state = words.getAcquire(STATE);
        boolean isOpen = (state & (BROKEN | ACTING)) == 0;
        boolean isLast = isOpen && arrivals(state) == parties - 1;
        boolean isBreaking = isLast && isAnyDead(round(state)); // nobody may be left to notice
        if (isBreaking) {
            end(state, true, BROKEN);
        } else if (isOpen) {
            words.setRelease(BarrierLayout.party(arrivals(state)), kin.self());
            if (isLast && !isActed) {
                end(state, false, 0);
            } else {
                words.setRelease(STATE, state + 1 | (isLast ? ACTING : 0));
            }
        }
        unlock(me);
        if (isBreaking || (isLast && !isActed)) {
            bell.ring();
        }
        return isBreaking ? BROKEN : state;
    }

    private End act(long round, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            breakRound(round);
            throw e;
        }
        long me = lock();
        long state = words.getAcquire(STATE);
        boolean isComplete = round(state) == round;
        if (isComplete) {
            end(state, false, 0);
        }
        unlock(me);
        bell.ring();
        return isComplete ? End.PASSED : End.BROKEN;
    }

    /// Sleeps until a round is over, or this thread has enough of it.
    ///
    /// @param isParty whether the round cannot do without it
    private End sleep(long round, Patience patience, boolean isParty) {
        while (true) {
            var enough = look(round, patience);
            if (round(words.getAcquire(STATE)) != round) {
                return endOf(round);
            }
            if (enough != null && !isParty) {
                return enough;
            }
            if ((enough != null || isAnyDead(round)) && breakRound(round)) {
                return enough == null ? End.BROKEN : enough;
            }
        }
    }

    /// Sleeps for a slice.
    ///
    /// @return null to go on
    private @Nullable End look(long round, Patience patience) {
        try {
            return switch (bell.await(() -> round(words.getAcquire(STATE)) != round, patience)) {
                case TIMED_OUT -> End.TIMED_OUT;
                case CLOSED -> End.CLOSED;
                case READY, PEER_DEAD -> null;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stays so if the round is over by now
            return End.INTERRUPTED;
        }
    }

    private End endOf(long round) {
        boolean hasBroken = (words.getAcquire(HISTORY) >>> round & 1) != 0;
        // After that look: from here on the bit may be that of a later round, which is ending.
        boolean isForgotten = round(words.getAcquire(STATE)) - round >= REMEMBERED;
        return isForgotten || hasBroken ? End.BROKEN : End.PASSED;
    }

    /// Breaks a round if it is not over yet.
    ///
    /// @return whether it was not
    private boolean breakRound(long round) {
        long me = lock();
        long state = words.getAcquire(STATE);
        boolean isOpen = round(state) == round;
        if (isOpen) {
            end(state, true, BROKEN);
        }
        unlock(me);
        bell.ring();
        return isOpen;
    }

    /// One store ends a round; the caller has the mutex.
    private void end(long state, boolean breaks, long flags) {
        long bit = 1L << round(state);
        long history = words.getAcquire(HISTORY);
        words.setRelease(HISTORY, breaks ? history | bit : history & ~bit);
        words.setRelease(STATE, (round(state) + 1) * ONE_ROUND | flags);
    }

    private boolean isAnyDead(long round) {
        long state = words.getAcquire(STATE);
        int before = 0;
        for (int i = 0; i < arrivals(state); i++) {
            int member = (int) words.getAcquire(BarrierLayout.party(i));
            boolean isOther = member != before; // threads of one process come together
            before = member;
            if (isOther && !kin.isAlive(member)) {
                return round(words.getAcquire(STATE)) == round; // else it was of a later round
            }
        }
        return false;
    }

    private long lock() {
        long me = mutex.me();
        if (!mutex.takeFree(me)) {
            mutex.takeOver(me); // nothing to work out again
        }
        return me;
    }

    private void unlock(long me) {
        if (!mutex.giveUnwaited(me)) {
            mutex.give(me);
        }
    }

    private static long round(long state) {
        return state >>> ROUND_AT;
    }

    private static int arrivals(long state) {
        return (int) (state & ARRIVALS);
    }
}
