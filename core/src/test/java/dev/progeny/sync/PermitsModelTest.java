package dev.progeny.sync;

import static dev.progeny.sync.Exploration.requireAll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Wait;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every interleaving of processes that acquire and release permits, and may die.
@Tag("platform-only") // plain memory: the same on every back end
class PermitsModelTest {
    private static final long BELL = 50_000;
    private static final long INSIDE = 60_000;
    private static final long TAKEN = 60_008;

    @Test
    void onePermitLetsInOneAtATime() {
        var ends = start(1, new Exploration(visitor(), visitor())).ends();

        requireAll(ends, end -> word(end, SemaphoreLayout.AVAILABLE) == 1);
    }

    @Test
    void permitOfADeadOneComesBackExactlyOnce() {
        var ends =
                start(1, new Exploration(visitor(), visitor(), auditor()))
                        .withDeaths(1, 1)
                        .withoutMemoryOfSleep()
                        .ends();

        requireAll(ends, end -> end.actors().get(1).fate() == Exploration.Fate.ENDED);
    }

    @Test
    void signalsAreCountedWhoeverDies() {
        Exploration.Script releaser =
                actor -> {
                    permits(actor).release();
                    actor.add(TAKEN, 0);
                };
        Exploration.Script consumer =
                actor -> {
                    if (permits(actor).tryAcquire()) {
                        actor.add(TAKEN, 1);
                    }
                };

        var ends = start(0, new Exploration(releaser, consumer, releaser)).withDeaths(1, 1).ends();

        requireAll(
                ends,
                end -> {
                    long signals = word(end, TAKEN) + word(end, SemaphoreLayout.TOTAL);
                    boolean isOneDead = end.actors().get(0).fate() == Exploration.Fate.DEAD;
                    return signals == 2 || (isOneDead && signals == 1);
                });
    }

    @Test
    void waiterIsWokenByARelease() {
        Exploration.Script releaser = actor -> permits(actor).release();
        Exploration.Script waiter =
                actor -> assertThat(permits(actor).acquire(Patience.ENDLESS)).isEqualTo(Wait.READY);

        var ends =
                start(0, new Exploration(releaser, waiter, waiter, releaser))
                        .withoutMemoryOfSleep()
                        .ends();

        requireAll(ends, end -> word(end, SemaphoreLayout.TOTAL) == 0);
    }

    private static Exploration start(int permits, Exploration exploration) {
        return exploration
                .startingWith(SemaphoreLayout.INITIAL, permits)
                .startingWith(SemaphoreLayout.BOUND, Integer.MAX_VALUE)
                .startingWith(SemaphoreLayout.TOTAL, permits)
                .startingWith(SemaphoreLayout.AVAILABLE, permits);
    }

    /// Acquires, is alone inside among the living, releases.
    private static Exploration.Script visitor() {
        return actor -> {
            permits(actor).acquire(Patience.ENDLESS);
            actor.requireAlone(INSIDE);
            permits(actor).release();
        };
    }

    /// Looks how many there are; never more than one.
    private static Exploration.Script auditor() {
        return actor -> assertThat(permits(actor).available()).isBetween(0, 1);
    }

    private static Permits permits(Actor actor) {
        return new Permits(actor.words(0), actor.simpleMutex(0), actor.bell(BELL), actor.kin());
    }

    private static long word(Exploration.State end, long offset) {
        return Actor.word(end.memory(), offset);
    }
}
