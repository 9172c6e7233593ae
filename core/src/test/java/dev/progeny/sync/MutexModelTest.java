package dev.progeny.sync;

import static dev.progeny.sync.Exploration.requireAll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Deadline;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Every interleaving of processes that take and give a mutex, and may die at every step of it.
@Tag("platform-only") // plain memory: the same on every back end
class MutexModelTest {
    private static final long INSIDE = 10_000;
    private static final Patience IMPATIENT =
            new Patience(Deadline.after(Duration.ofDays(1)), false);

    @Test
    void twoTakeTurnsAndNoWakeUpIsLost() {
        var ends = new Exploration(times(2, Patience.ENDLESS), times(2, Patience.ENDLESS)).ends();

        requireAll(ends, MutexModelTest::isFree);
    }

    @Test
    void threeTakeTurnsAndNoWakeUpIsLost() {
        var once = times(1, Patience.ENDLESS);

        var ends = new Exploration(once, once, once).withoutMemoryOfSleep().ends();

        requireAll(ends, MutexModelTest::isFree);
    }

    @Test
    void lineOfWaitersLosesNobody() {
        var once = times(1, Patience.ENDLESS);

        var ends = startingHeld(once, once).withClockStep(Mutex.BARGED_NANOS).ends();

        requireAll(ends, MutexModelTest::isFree);
        requireAll(ends, end -> word(end, LockLayout.NEXT) == 0);
    }

    @Test
    void waiterThatLeavesTheLineLeavesTheLockToOthers() {
        var ends =
                startingHeld(times(1, IMPATIENT), times(1, Patience.ENDLESS))
                        .withClockStep(Mutex.BARGED_NANOS)
                        .withTimeouts()
                        .ends();

        requireAll(ends, MutexModelTest::isFree);
        requireAll(ends, end -> word(end, LockLayout.NEXT) == 0);
    }

    @Test
    @Tag("long")
    void waiterThatIsInterruptedHasTakenNothing() {
        var ends =
                startingHeld(times(1, Patience.UNTIL_INTERRUPTED), times(1, Patience.ENDLESS))
                        .withClockStep(Mutex.BARGED_NANOS)
                        .withInterrupts()
                        .ends();

        requireAll(ends, MutexModelTest::isFree);
        requireAll(ends, end -> word(end, LockLayout.NEXT) == 0);
    }

    @Test
    void deathAtAnyStepIsToldToTheNextOneAndToNobodyElse() {
        var twice = times(2, Patience.ENDLESS);

        var ends = new Exploration(twice, twice).withDeaths(1, 1).ends();

        requireAll(ends, end -> end.actors().get(1).fate() == Exploration.Fate.ENDED);
    }

    @Test
    @Tag("long")
    void deathInTheLineHoldsUpNobody() {
        var once = times(1, Patience.ENDLESS);

        var ends =
                startingHeld(once, once).withClockStep(Mutex.BARGED_NANOS).withDeaths(1, 2).ends();

        requireAll(ends, end -> end.actors().get(2).fate() == Exploration.Fate.ENDED);
    }

    @Test
    @Tag("long")
    void deathsOfTwoAmongThreeHoldUpNobody() {
        var once = times(1, Patience.ENDLESS);

        var ends = new Exploration(once, once, once).withoutMemoryOfSleep().withDeaths(2, 2).ends();

        requireAll(ends, end -> end.actors().get(2).fate() == Exploration.Fate.ENDED);
    }

    @Test
    @Tag("long")
    void threeInTurnWithALineLoseNobody() {
        var once = times(1, IMPATIENT);

        var ends =
                new Exploration(once, once, once)
                        .withClockStep(Mutex.BARGED_NANOS)
                        .withoutMemoryOfSleep()
                        .withTimeouts()
                        .withDeaths(1, 1)
                        .ends();

        assertThat(ends).isNotEmpty();
    }

    @Test
    @Tag("long")
    void oneThatIsToldAndDoesNothingHoldsUpNobody() {
        Exploration.Script idler =
                actor -> {
                    long me = actor.mutex(0).me();
                    if (actor.mutex(0).take(me, Patience.ENDLESS, false).dead() == 0) {
                        actor.mutex(0).give(me);
                    }
                };
        Exploration.Script dead =
                actor -> {
                    long me = actor.mutex(0).me();
                    if (actor.mutex(0).takeFree(me)) {
                        actor.mutex(0).give(me);
                    }
                };

        var ends =
                new Exploration(dead, idler, times(1, Patience.ENDLESS))
                        .withDeaths(1, 1)
                        .withClockStep(TimeUnit.MILLISECONDS.toNanos(200))
                        .ends();

        assertThat(ends).isNotEmpty();
    }

    /// The first process holds the lock at the start, and gives it up.
    private static Exploration startingHeld(Exploration.Script second, Exploration.Script third) {
        Exploration.Script giver = actor -> actor.mutex(0).give(actor.mutex(0).me());
        long owner = LockWord.owner(1, Thread.currentThread().threadId());
        return new Exploration(giver, second, third)
                .startingWith(LockLayout.WORD, owner)
                .withoutMemoryOfSleep();
    }

    /// Takes the lock a few times, and is alone inside, or is told that somebody died there.
    private static Exploration.Script times(int rounds, Patience patience) {
        return actor -> {
            for (int round = 0; round < rounds; round++) {
                actor.beginRound(round);
                enterAndLeave(actor, patience);
            }
        };
    }

    private static void enterAndLeave(Actor actor, Patience patience) {
        var mutex = actor.mutex(0);
        long me = mutex.me();
        try {
            var taken = mutex.take(me, patience, false);
            if (taken.result() == Mutex.Result.BUSY) {
                return;
            }
            if (taken.result() == Mutex.Result.ABANDONED) {
                actor.set(INSIDE, 0);
                assertThat(mutex.tryTake(me, true).result()).isEqualTo(Mutex.Result.HELD);
            }
        } catch (InterruptedException e) {
            return;
        }
        assertThat(actor.add(INSIDE, 1)).as("others inside").isZero();
        actor.add(INSIDE, -1);
        assertThat(mutex.give(me)).isTrue();
    }

    /// Free, or given to one that had left the line: whoever comes takes that, too.
    private static boolean isFree(Exploration.State end) {
        var state = LockWord.stateOf(word(end, LockLayout.WORD));
        return state == LockWord.State.FREE
                || (state == LockWord.State.RESERVED && word(end, LockLayout.NEXT) == 0);
    }

    private static long word(Exploration.State end, long offset) {
        return Actor.word(end.memory(), offset);
    }
}
