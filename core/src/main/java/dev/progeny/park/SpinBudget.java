package dev.progeny.park;

/// How long the waits of one bell spin before they sleep, learnt from how the last ones went.
///
/// A wait that spinning has ended, or would have, sets the budget to the limit; one that spun in
/// vain halves it, down to a small share that a partner who answers at once still meets.
///
/// Two who take turns can miss each other for ever: both sleep whenever the other one rings, so
/// each wait lasts two wake-ups, and none looks as if spinning would have paid. Hence a probe: of
/// the waits that ended a few limits after their begin, the next after every sixteenth spins for
/// as long as those lasted. If the partner is quick it answers within that time, finds this side
/// awake, and from then on both spin.
///
/// Not synchronized: threads that share a bell share a guess, and a lost update is another guess.
final class SpinBudget {
    private static final int LEAST_SHARE = 16;

    /// Two wake-ups of an idle processor, in limits.
    private static final int PROBE_LIMITS = 6;

    private static final int WAITS_PER_PROBE = 16;

    private final int limit;
    private int budget;
    private int missedWaits;

    SpinBudget(Spin spin) {
        limit = spin.nanos();
        budget = limit;
    }

    /// How long the next wait spins; 0 for not at all.
    long next() {
        if (missedWaits < WAITS_PER_PROBE) {
            return budget;
        }
        missedWaits = 0;
        return (long) PROBE_LIMITS * limit;
    }

    /// A wait ended while it spun.
    void paid() {
        budget = limit;
    }

    /// A wait spun in vain.
    void failed() {
        budget = Math.max(budget / 2, limit / LEAST_SHARE);
    }

    /// A wait ended after it had slept.
    ///
    /// @param waited nanoseconds since it began
    void slept(long waited) {
        if (waited < 2L * limit) {
            budget = limit;
        }
        if (waited < (long) PROBE_LIMITS * limit) {
            missedWaits++;
        }
    }
}
