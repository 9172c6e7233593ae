package dev.progeny.sync;

import static dev.progeny.sync.Exploration.requireAll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Deadline;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Every interleaving of waiters on a condition with one who signals, some of whom die.
@Tag("platform-only") // plain memory: the same on every back end
class WaitQueueModelTest {
    private static final long QUEUE = 1_000;
    private static final long SIGNALS = 20_000;
    private static final long IS_OVER = 20_008;
    private static final long RESCUER = 30_000;
    private static final Patience IMPATIENT =
            new Patience(Deadline.after(Duration.ofDays(1)), false);

    @Test
    void signalWakesOneWaiter() {
        var ends = new Exploration(waiter(Patience.ENDLESS), signaller(1)).ends();

        requireAll(ends, WaitQueueModelTest::isEmpty);
    }

    @Test
    void waiterThatIsLateOrInterruptedHasTakenNoSignal() {
        var ends =
                new Exploration(
                                waiter(Patience.ENDLESS),
                                waiter(new Patience(IMPATIENT.deadline(), true)),
                                signaller(2))
                        .withTimeouts()
                        .withInterrupts()
                        .withoutMemoryOfSleep()
                        .ends();

        requireAll(ends, WaitQueueModelTest::isEmpty);
    }

    @Test
    void deadSignallerLeavesTheLockToBeRepairedAndTheQueueInOrder() {
        var ends =
                new Exploration(signaller(1), waiter(IMPATIENT), waiter(IMPATIENT))
                        .withDeaths(1, 1)
                        .withTimeouts()
                        .withoutMemoryOfSleep()
                        .ends();

        requireAll(ends, WaitQueueModelTest::isEmpty);
    }

    /// Both wait for the same news, and each wakes the next. A rescuer does what whoever is told of
    /// a holder's death does: it wakes all.
    @Test
    void signalOfAWaiterThatDiesGoesOnToTheOther() {
        var ends =
                new Exploration(listener(), listener(), newsAndRescue())
                        .withDeaths(1, 1)
                        .withoutMemoryOfSleep()
                        .ends();

        requireAll(ends, end -> end.actors().get(1).fate() == Exploration.Fate.ENDED);
    }

    private static Exploration.Script listener() {
        return actor -> {
            var guard = new MutexGuard(actor);
            guard.retake(0);
            while (actor.get(SIGNALS) == 0) {
                try {
                    var telling = new TellingGuard(guard);
                    var end = queue(actor).await(guard.me(), telling, Patience.ENDLESS);
                    assertThat(end).isEqualTo(WaitQueue.End.SIGNALLED);
                } catch (AbandonedLockException e) {
                    // it has the lock, and looks again
                }
            }
            queue(actor).signal();
            guard.giveAll();
            if (actor.member() == 1) {
                actor.set(IS_OVER, 1);
                actor.bell(RESCUER).ring();
            }
        };
    }

    private static Exploration.Script newsAndRescue() {
        return actor -> {
            var guard = new MutexGuard(actor);
            guard.retake(0);
            actor.set(SIGNALS, 1);
            queue(actor).signal();
            guard.giveAll();
            while (actor.get(IS_OVER) == 0 && actor.kin().isAlive(1)) {
                actor.bell(RESCUER).await(() -> actor.get(IS_OVER) != 0, Patience.ENDLESS);
            }
            if (actor.simpleMutex(0).takeOver(guard.me())) {
                queue(actor).signalAll();
            }
            guard.giveAll();
        };
    }

    /// Waits until there is a signal in memory too, as users do, and takes it.
    private static Exploration.Script waiter(Patience patience) {
        return actor -> {
            var guard = new MutexGuard(actor);
            var queue = queue(actor);
            guard.retake(0);
            while (actor.get(SIGNALS) == 0) {
                var end = queue.await(guard.me(), guard, patience);
                if (end == WaitQueue.End.TIMED_OUT || end == WaitQueue.End.INTERRUPTED) {
                    guard.giveAll();
                    return;
                }
                assertThat(end).isEqualTo(WaitQueue.End.SIGNALLED);
            }
            actor.add(SIGNALS, -1);
            guard.giveAll();
        };
    }

    /// Puts signals into memory one by one, and says so.
    private static Exploration.Script signaller(int signals) {
        return actor -> {
            for (int i = 0; i < signals; i++) {
                actor.beginRound(i);
                var guard = new MutexGuard(actor);
                guard.retake(0);
                actor.add(SIGNALS, 1);
                queue(actor).signal();
                guard.giveAll();
            }
        };
    }

    private static WaitQueue queue(Actor actor) {
        return new WaitQueue(actor.words(QUEUE), actor.bell(QUEUE), actor.kin());
    }

    private static boolean isEmpty(Exploration.State end) {
        return Actor.word(end.memory(), QUEUE + ConditionLayout.USED) == 0;
    }

    /// A mutex as the lock of a condition, as [SharedLock] is it.
    private record TellingGuard(MutexGuard guard) implements WaitQueue.Guard {
        @Override
        public int giveAll() {
            return guard.giveAll();
        }

        @Override
        public void retake(int extra) {
            if (guard.actor.simpleMutex(0).takeOver(guard.me())) {
                throw new AbandonedLockException("its holder died");
            }
        }
    }

    /// A mutex as the lock of a condition; takes one that was abandoned without a word.
    private record MutexGuard(Actor actor) implements WaitQueue.Guard {
        long me() {
            return actor.simpleMutex(0).me();
        }

        @Override
        public int giveAll() {
            actor.simpleMutex(0).giveUnwaited(me());
            return 0;
        }

        @Override
        public void retake(int extra) {
            actor.simpleMutex(0).takeOver(me());
        }
    }
}
