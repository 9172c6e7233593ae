package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;
import static dev.progeny.sync.Threads.until;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// What [java.util.concurrent.CyclicBarrier] and Python's `threading.Barrier` both promise.
public abstract class BarrierContract {
    private final List<AnyBarrier> opened = new ArrayList<>();

    /// A barrier, whatever its type is.
    public interface AnyBarrier {
        int await() throws InterruptedException, BrokenBarrierException;

        int await(Duration timeout)
                throws InterruptedException, BrokenBarrierException, TimeoutException;

        void abort();

        void reset();

        boolean isBroken();

        int parties();

        int numberWaiting();

        void close();
    }

    protected abstract AnyBarrier create(int parties);

    private AnyBarrier barrier(int parties) {
        var barrier = create(parties);
        opened.add(barrier);
        return barrier;
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(AnyBarrier::close);
    }

    /// Parties that come and wait, which are waited for.
    private static List<CompletableFuture<Integer>> waiters(AnyBarrier barrier, int count) {
        var waiters = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 1; i <= count; i++) {
            waiters.add(i % 2 == 0 ? inVirtual(barrier::await) : inThread(barrier::await));
        }
        until(() -> barrier.numberWaiting() == count);
        return waiters;
    }

    private static void requireBroken(List<CompletableFuture<Integer>> waiters) {
        for (var waiter : waiters) {
            assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenBarrierException.class);
        }
    }

    /// A round of all its parties, by which a barrier shows that it is in order.
    private static void requireRound(AnyBarrier barrier) throws Exception {
        assertThat(barrier.isBroken()).isFalse();
        var others = waiters(barrier, barrier.parties() - 1);
        assertThat(barrier.await(Threads.SOON)).as("index of the last").isZero();
        for (var other : others) {
            assertThat(other.get(20, TimeUnit.SECONDS)).isBetween(1, barrier.parties() - 1);
        }
        assertThat(barrier.numberWaiting()).isZero();
    }

    // SYN-16, SYN-17, SYN-18
    @Test
    void partiesGoInLockstepRoundAfterRound() throws Exception {
        int rounds = 10;
        var barrier = barrier(5);
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
        assertThat(barrier.numberWaiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
    }

    // SYN-18
    @Test
    void indexSaysHowManyWereStillToCome() throws Exception {
        var barrier = barrier(3);
        var first = inThread(barrier::await);
        until(() -> barrier.numberWaiting() == 1);
        var second = inThread(barrier::await);
        until(() -> barrier.numberWaiting() == 2);
        assertThat(barrier.await()).isZero();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    /// The counts are plain: the barrier alone shows them to the others.
    ///
    /// SYN-24
    @Test
    void nobodyIsAheadOfARoundAndAllSeeWhatWasDoneInIt() throws Exception {
        int rounds = rounds();
        var barrier = barrier(5);
        var done = new int[5][rounds];
        var parties = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < 5; i++) {
            int self = i;
            parties.add(
                    inThread(
                            () -> {
                                for (int round = 0; round < rounds; round++) {
                                    done[self][round] = round + 1;
                                    barrier.await();
                                    for (int[] of : done) {
                                        assertThat(of[round]).isEqualTo(round + 1);
                                    }
                                }
                                return true;
                            }));
        }
        for (var each : parties) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// How many rounds are a lot; fewer where each is a message.
    protected int rounds() {
        return 1_000;
    }

    // SYN-20, SYN-21
    @Test
    void abortBreaksItUntilReset() throws Exception {
        var barrier = barrier(3);
        var waiters = waiters(barrier, 2);

        barrier.abort();

        requireBroken(waiters);
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        assertThatThrownBy(() -> barrier.await(Threads.SOON))
                .isInstanceOf(BrokenBarrierException.class);

        barrier.reset();

        requireRound(barrier);
    }

    // SYN-20
    @Test
    void abortBreaksItForThoseWhoComeEvenIfNobodyWaits() throws Exception {
        var barrier = barrier(2);
        barrier.abort();
        barrier.abort();
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        requireRound(barrier);
    }

    // SYN-21
    @Test
    void resetBreaksTheRoundOfThoseWhoWaitAndNothingElse() throws Exception {
        var barrier = barrier(2);
        var waiters = waiters(barrier, 1);

        barrier.reset();

        requireBroken(waiters);
        requireRound(barrier);
        barrier.reset();
        requireRound(barrier);
    }

    // SYN-22
    @Test
    void latePartyBreaksItForAllAndForItself() throws Exception {
        var barrier = barrier(3);
        var waiters = waiters(barrier, 1);
        assertThatThrownBy(() -> barrier.await(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class);

        requireBroken(waiters);
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        requireRound(barrier);
    }

    // X-SYN-02
    @Test
    void partyWithItsOwnTimeoutIsToldThatItWasLate() throws Exception {
        var barrier = barrier(2);
        for (var tiny : List.of(Duration.ofNanos(1), Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> barrier.await(tiny)).isInstanceOf(TimeoutException.class);
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
        }
        long begin = System.nanoTime();
        assertThatThrownBy(() -> barrier.await(Duration.ofMillis(80)))
                .isInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    // SYN-23
    @Test
    void onePartyNeverWaits() throws Exception {
        var barrier = barrier(1);
        assertThat(barrier.await()).isZero();
        assertThat(barrier.await(Duration.ZERO)).isZero();
        assertThat(barrier.parties()).isEqualTo(1);
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void partiesBelowOneAreRefused() {
        assertThatThrownBy(() -> create(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> create(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    // X-SYN-03
    @Test
    void interruptedPartyBreaksItForTheOthers() throws Exception {
        var barrier = barrier(3);
        var thread = new CompletableFuture<Thread>();
        var interrupted =
                inThread(
                        () -> {
                            thread.complete(Thread.currentThread());
                            return barrier.await();
                        });
        var other = inThread(barrier::await);
        until(() -> barrier.numberWaiting() == 2);

        thread.get().interrupt();

        assertThatThrownBy(() -> interrupted.get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        requireBroken(List.of(other));
        barrier.reset();
        requireRound(barrier);
    }

    /// A party that has heard nothing of its round's end either passes or breaks it, for all alike.
    @Test
    void roundOfWhoIsInterruptedAsItEndsIsWholeOrBrokenForAll() throws Exception {
        var barrier = barrier(2);
        for (int round = 0; round < 30; round++) {
            var thread = new CompletableFuture<Thread>();
            var first =
                    inThread(
                            () -> {
                                thread.complete(Thread.currentThread());
                                return isPassed(barrier);
                            });
            until(() -> barrier.numberWaiting() == 1);
            var waiting = thread.get();
            Thread.startVirtualThread(waiting::interrupt);

            boolean isPassed = isPassed(barrier);

            assertThat(first.get(20, TimeUnit.SECONDS)).as("round %d", round).isEqualTo(isPassed);
            assertThat(barrier.isBroken()).isNotEqualTo(isPassed);
            barrier.reset();
        }
    }

    private static boolean isPassed(AnyBarrier barrier) {
        try {
            barrier.await();
            return true;
        } catch (InterruptedException | BrokenBarrierException e) {
            return false;
        }
    }

    @Test
    void interruptBeforeCountsToo() {
        var barrier = barrier(2);
        Thread.currentThread().interrupt();
        assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
        barrier.reset();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> barrier.await(Threads.SOON))
                .isInstanceOf(InterruptedException.class);
        assertThat(barrier.numberWaiting()).isZero();
    }

    @Test
    void interruptedThreadStillAbortsAndResetsIt() throws Exception {
        var barrier = barrier(2);
        Thread.currentThread().interrupt();
        barrier.abort();
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        assertThat(Thread.interrupted()).as("stays pending").isTrue();
        requireRound(barrier);
    }
}
