package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Rounds of threads and processes.
@ExtendWith(NothingLeft.class)
class SharedBarrierTest extends BarrierContract {
    private static final int ROUNDS = 1_000;
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    @Override
    protected AnyBarrier create(int parties) {
        return new Shared(SharedBarrier.create(parties));
    }

    private record Shared(SharedBarrier barrier) implements AnyBarrier {
        private static final Pattern WAITING = Pattern.compile("waiting=(\\d+) of");

        @Override
        public int await() throws InterruptedException, BrokenBarrierException {
            return barrier.await();
        }

        @Override
        public int await(Duration timeout)
                throws InterruptedException, BrokenBarrierException, TimeoutException {
            return barrier.await(timeout);
        }

        @Override
        public void abort() {
            barrier.abort();
        }

        @Override
        public void reset() {
            barrier.reset();
        }

        @Override
        public boolean isBroken() {
            return barrier.isBroken();
        }

        @Override
        public int parties() {
            return barrier.parties();
        }

        @Override
        public int numberWaiting() {
            var waiting = WAITING.matcher(barrier.toString());
            assertThat(waiting.find()).isTrue();
            return Integer.parseInt(waiting.group(1));
        }

        @Override
        public void close() {
            barrier.close();
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

    // SYN-22
    @Test
    void timeoutOfTheBarrierBreaksItForAllAndForTheLateParty() throws Exception {
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

    // SYN-23
    @Test
    void timeoutOfTheBarrierIsNotForTheLastToCome() throws Exception {
        try (var barrier = SharedBarrier.create(1, Duration.ZERO)) {
            assertThat(barrier.await()).isZero();
            assertThat(barrier.await(Duration.ZERO)).isZero();
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
