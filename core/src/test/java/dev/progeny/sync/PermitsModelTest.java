package dev.progeny.sync;

import static dev.progeny.sync.Exploration.requireAll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Every interleaving of processes that acquire and release permits, and may die. Whenever nobody
/// has the mutex, the permits that are there and those on loan are all there are.
@Tag("platform-only") // plain memory: the same on every back end
class PermitsModelTest {
    private static final long MUTEX = 0;
    private static final long BELL = 50_000;
    private static final long INSIDE = 60_000;
    private static final long TAKEN = 60_008;
    private static final int FIRST_IN_SLOT = (1 << 10) | 5;
    private static final int SECOND_IN_SLOT = (2 << 10) | 5;

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
    void signalIsConsumedOnceWhoeverDies() {
        Exploration.Script consumer =
                actor -> {
                    for (int i = 0; i < 2; i++) {
                        if (permits(actor).tryAcquire()) {
                            actor.add(TAKEN, 1);
                        }
                        actor.beginRound(i + 1);
                    }
                };

        var ends = start(0, new Exploration(consumer, consumer));
        ends.startingWith(SemaphoreLayout.TOTAL, 2).startingWith(SemaphoreLayout.AVAILABLE, 2);

        requireAll(
                ends.withDeaths(1, 1).ends(),
                end -> {
                    long signals = word(end, TAKEN) + word(end, SemaphoreLayout.TOTAL);
                    boolean isOneDead = end.actors().get(0).fate() == Exploration.Fate.DEAD;
                    return signals == 2 || (isOneDead && signals == 1);
                });
    }

    @Test
    void thoseOnLoanComeBackThoughAnotherOneGaveSomeBack() {
        Exploration.Script borrower = actor -> permits(actor).tryAcquire();
        Exploration.Script helper =
                actor -> {
                    permits(actor).tryAcquire();
                    actor.beginRound(1);
                    permits(actor).release();
                    actor.beginRound(2);
                    permits(actor).release(); // one of the other, or more than there were
                };

        var ends = start(2, new Exploration(borrower, borrower, helper)).withDeaths(1, 1).ends();

        assertThat(ends).isNotEmpty();
    }

    @Test
    void boundHoldsWhoeverDies() {
        Exploration.Script releaser = actor -> permits(actor).release();
        Exploration.Script visitor =
                actor -> {
                    permits(actor).tryAcquire();
                    actor.beginRound(1);
                    permits(actor).release();
                };

        var ends =
                start(1, new Exploration(visitor, releaser, auditor()))
                        .startingWith(SemaphoreLayout.BOUND, 1)
                        .withDeaths(1, 1)
                        .ends();

        requireAll(ends, end -> word(end, SemaphoreLayout.TOTAL) == 1);
    }

    /// A slot is used again after a death, and its loan is nobody's then.
    @Test
    void successorInTheSlotOfADeadOneDoesNotInheritItsLoan() {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(SemaphoreLayout.LAYOUT.byteSize(), 128);
            Permits.format(new Words(memory), 3, 3);
            var dead = permits(memory, FIRST_IN_SLOT);
            dead.tryAcquire();
            dead.tryAcquire();
            var successor = permits(memory, SECOND_IN_SLOT);

            assertThat(successor.tryAcquire()).isTrue();

            assertThat(successor.available()).isEqualTo(2);
            assertThat(successor.release()).isTrue();
            assertThat(successor.available()).isEqualTo(3);
        }
    }

    private static Permits permits(MemorySegment memory, int member) {
        var kin = new OnlyOne(member);
        var doorbell = Doorbell.at(memory.asSlice(SemaphoreLayout.BELL), Os.current());
        var bell = Bell.of(doorbell, Spin.none());
        return new Permits(new Words(memory), Mutex.at(memory, kin), bell, kin);
    }

    /// All others are dead.
    private record OnlyOne(int self) implements Kin {
        @Override
        public boolean isAlive(int member) {
            return member == self;
        }

        @Override
        public long pidOf(int member) {
            return member;
        }
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

    private static boolean isCounted(Exploration.State state) {
        long lent = 0;
        for (int member = 1; member <= state.actors().size(); member++) {
            lent += (int) word(state, SemaphoreLayout.loan(SemaphoreLayout.slot(member)));
        }
        long available = word(state, SemaphoreLayout.AVAILABLE);
        return word(state, MUTEX) != 0 || available + lent == word(state, SemaphoreLayout.TOTAL);
    }

    private static Exploration start(int permits, Exploration exploration) {
        return exploration
                .always(PermitsModelTest::isCounted)
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
