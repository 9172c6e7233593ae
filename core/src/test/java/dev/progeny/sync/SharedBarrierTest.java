package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;
import static dev.progeny.sync.Threads.until;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;
import dev.progeny.shm.SharedIntArray;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Rounds of threads and processes.
@ExtendWith(NothingLeft.class)
class SharedBarrierTest {
    private static final int ROUNDS = 1_000;
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    // SYN-16, SYN-17, SYN-18
    @Test
    void partiesGoInLockstepRoundAfterRound() throws Exception {
        int rounds = 10;
        try (var barrier = SharedBarrier.create(5)) {
            var arrived = new AtomicInteger();
            Threads.Attempt<List<Integer>> party =
                    () -> {
                        var indices = new ArrayList<Integer>();
                        for (int round = 1; round <= rounds; round++) {
                            arrived.incrementAndGet();
                            indices.add(barrier.await());
                            assertThat(arrived.get()).isGreaterThanOrEqualTo(5 * round);
                        }
                        return indices;
                    };
            var parties =
                    List.of(
                            inThread(party),
                            inThread(party),
                            inVirtual(party),
                            inThread(party),
                            inThread(party));
            var indices = new ArrayList<List<Integer>>();
            for (var each : parties) {
                indices.add(each.get(30, TimeUnit.SECONDS));
            }

            for (int round = 0; round < rounds; round++) {
                int number = round;
                assertThat(indices.stream().map(all -> all.get(number)))
                        .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            }
            assertThat(barrier).hasToString("SharedBarrier[waiting=0 of 5]");
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    // SYN-24
    @Test
    void nobodyIsAheadOfARound() throws Exception {
        int rounds = ROUNDS;
        try (var barrier = SharedBarrier.create(5)) {
            var inRound = new AtomicInteger[rounds];
            java.util.Arrays.setAll(inRound, _ -> new AtomicInteger());
            Threads.Attempt<Boolean> party =
                    () -> {
                        for (int round = 0; round < rounds; round++) {
                            if (round > 0) {
                                assertThat(inRound[round - 1].get()).isEqualTo(5);
                            }
                            inRound[round].incrementAndGet();
                            barrier.await();
                        }
                        return true;
                    };
            var parties = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < 5; i++) {
                parties.add(inThread(party));
            }
            for (var each : parties) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    // SYN-19
    @Test
    void actionRunsOnceARoundBeforeAnybodyGoesOn() throws Exception {
        ACTIONS.set(0);
        try (var barrier = SharedBarrier.create(3, ACTIONS::incrementAndGet)) {
            for (int round = 1; round <= 3; round++) {
                Threads.Attempt<Integer> party =
                        () -> {
                            barrier.await();
                            return ACTIONS.get();
                        };
                var others = List.of(inThread(party), inThread(party));
                assertThat(party.make()).isEqualTo(round);
                for (var other : others) {
                    assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(round);
                }
            }
        }
    }

    @Test
    void failureOfTheActionComesOutOfTheLastPartyAndBreaksTheBarrier() throws Exception {
        try (var barrier = SharedBarrier.create(2, SharedBarrierTest::fail)) {
            var first = inThread(barrier::await);
            until(() -> barrier.toString().contains("waiting=1"));

            assertThatThrownBy(barrier::await).hasMessage("action");
            assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    private static void fail() {
        throw new IllegalArgumentException("action");
    }

    // SYN-20, SYN-21
    @Test
    void abortBreaksItUntilReset() throws Exception {
        try (var barrier = SharedBarrier.create(3)) {
            var waiters = List.of(inThread(barrier::await), inThread(barrier::await));
            until(() -> barrier.toString().contains("waiting=2"));

            barrier.abort();

            for (var waiter : waiters) {
                assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(BrokenBarrierException.class);
            }
            assertThat(barrier.isBroken()).isTrue();
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);

            barrier.reset();

            assertThat(barrier.isBroken()).isFalse();
            var again = List.of(inThread(barrier::await), inThread(barrier::await));
            barrier.await();
            for (var waiter : again) {
                assertThat(waiter.get(20, TimeUnit.SECONDS)).isBetween(0, 2);
            }
        }
    }

    // SYN-21
    @Test
    void resetBreaksTheRoundOfThoseWhoWaitAndNothingElse() throws Exception {
        try (var barrier = SharedBarrier.create(2)) {
            var waiter = inThread(barrier::await);
            until(() -> barrier.toString().contains("waiting=1"));

            barrier.reset();

            assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isFalse();
            var next = inThread(barrier::await);
            barrier.await();
            next.get(20, TimeUnit.SECONDS);
        }
    }

    // SYN-22
    @Test
    void latePartyBreaksItForAllAndForItself() throws Exception {
        try (var barrier = SharedBarrier.create(3, Duration.ofMillis(100))) {
            var waiters = List.of(inThread(barrier::await), inThread(barrier::await));
            for (var waiter : waiters) {
                assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(BrokenBarrierException.class);
            }

            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        }
    }

    // X-SYN-02
    @Test
    void partyWithItsOwnTimeoutIsToldThatItWasLate() throws Exception {
        try (var barrier = SharedBarrier.create(2)) {
            assertThatThrownBy(() -> barrier.await(Duration.ofNanos(1)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
            assertThatThrownBy(() -> barrier.await(Duration.ofSeconds(-1)))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    // SYN-23
    @Test
    void onePartyNeverWaits() throws Exception {
        try (var barrier = SharedBarrier.create(1, Duration.ZERO)) {
            assertThat(barrier.await()).isZero();
            assertThat(barrier.await(Duration.ZERO)).isZero();
            assertThat(barrier.parties()).isEqualTo(1);
        }
        assertThatThrownBy(() -> SharedBarrier.create(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // X-SYN-03
    @Test
    void interruptedPartyBreaksItForTheOthers() throws Exception {
        try (var barrier = SharedBarrier.create(3)) {
            var thread = new CompletableFuture<Thread>();
            var interrupted =
                    inThread(
                            () -> {
                                thread.complete(Thread.currentThread());
                                return barrier.await();
                            });
            var other = inThread(barrier::await);
            until(() -> barrier.toString().contains("waiting=2"));

            thread.get().interrupt();

            assertThatThrownBy(() -> interrupted.get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> other.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenBarrierException.class);
        }
    }

    // SYN-16, SYN-24
    @Test
    @Tag("process")
    void noProcessIsAheadOfARound() throws Exception {
        try (var barrier = SharedBarrier.create(5);
                var arrived = SharedIntArray.create(ROUNDS)) {
            var others = new ArrayList<ChildProcess<Integer>>();
            try {
                for (int i = 0; i < 4; i++) {
                    others.add(ChildProcess.start(() -> passRounds(barrier, arrived)));
                }
                int sum = passRounds(barrier, arrived);
                for (var other : others) {
                    sum += other.result().get(60, TimeUnit.SECONDS);
                }
                assertThat(sum).isEqualTo(ROUNDS * (0 + 1 + 2 + 3 + 4));
            } finally {
                others.forEach(ChildProcess::close);
            }
        }
    }

    private static int passRounds(SharedBarrier barrier, SharedIntArray arrived) throws Exception {
        int sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            if (round > 0 && arrived.get(round - 1) != 5) {
                throw new AssertionError("ahead of round " + round);
            }
            arrived.addAndGet(round, 1);
            sum += barrier.await(Duration.ofSeconds(30));
        }
        return sum;
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void deadPartyBreaksTheBarrier() throws Exception {
        Threads.requireWithin(
                Duration.ofMillis(100), SharedBarrierTest::fromTheDeathOfAPartyToTheBreak);
    }

    private static Duration fromTheDeathOfAPartyToTheBreak() throws Exception {
        try (var barrier = SharedBarrier.create(3);
                var child = ChildProcess.start(() -> sumOfIndices(barrier, 1))) {
            until(() -> barrier.toString().contains("waiting=1"));
            var waiter = inThread(barrier::await);
            until(() -> barrier.toString().contains("waiting=2"));

            long killed = System.nanoTime();
            child.kill();

            assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenBarrierException.class);
            return Duration.ofNanos(System.nanoTime() - killed);
        }
    }

    // pain 2
    @Test
    @Tag("process")
    @Tag("crash")
    void partyThatDiedBeforeTheLastCameBreaksTheBarrierToo() throws Exception {
        try (var barrier = SharedBarrier.create(2)) {
            try (var child = ChildProcess.start(() -> sumOfIndices(barrier, 1))) {
                until(() -> barrier.toString().contains("waiting=1"));
                child.kill();
                child.join();
            }

            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    private static int sumOfIndices(SharedBarrier barrier, int rounds) throws Exception {
        int sum = 0;
        for (int round = 0; round < rounds; round++) {
            sum += barrier.await(Duration.ofSeconds(30));
        }
        return sum;
    }
}
