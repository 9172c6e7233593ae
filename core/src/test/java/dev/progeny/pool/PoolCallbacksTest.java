package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Futures of a pool as [CompletableFuture]s: callbacks, combinations, races.
@Tag("process")
class PoolCallbacksTest extends TwoWorkers {
    /// The suite runs on two back ends: ten thousand in all.
    private static final int RACES = 5000;

    // FUT-12, PEB-16
    @Test
    void aCallbackSeesEachKindOfEnd() throws Exception {
        var ok = new CompletableFuture<Object>();
        var _ = pool.submit(() -> 1).whenComplete((value, thrown) -> ok.complete(value));
        assertThat(ask(ok)).isEqualTo(1);
        var failed = new CompletableFuture<Throwable>();
        var _ =
                pool.submit(Errands.throwingUnchecked("broken"))
                        .whenComplete((value, thrown) -> failed.complete(thrown));
        assertThat(ask(failed)).isInstanceOf(IllegalStateException.class).hasMessage("broken");
        var cancelled = new CompletableFuture<Boolean>();
        var started = Gate.in(directory, "started");
        var interrupted = Gate.in(directory, "interrupted");
        var running = pool.submit(Errands.waitingForInterrupt(started, interrupted));
        var _ =
                running.whenComplete(
                        (value, thrown) ->
                                cancelled.complete(
                                        thrown
                                                instanceof
                                                java.util.concurrent.CancellationException));
        started.await();
        running.cancel(true);
        assertThat(ask(cancelled)).isTrue();
        interrupted.await();
    }

    // FUT-13, LOK-15
    @Test
    void aCallbackThatThrowsHarmsNoOther() throws Exception {
        for (int i = 0; i < 100; i++) {
            var future = pool.submit(() -> 1);
            var seen = new CompletableFuture<Integer>();
            var _ = future.thenAccept(seen::complete);
            var _ =
                    future.thenAccept(
                            value -> {
                                throw new AssertionError("a bad callback");
                            });
            assertThat(ask(seen)).isEqualTo(1);
        }
        assertThat(ask(pool.submit(() -> 2))).isEqualTo(2);
    }

    // FUT-14
    @Test
    void aLateCallbackRunsAtOnce() throws Exception {
        var future = pool.submit(() -> 1);
        ask(future);
        var caller = new ArrayList<Thread>();
        var _ = future.thenAccept(value -> caller.add(Thread.currentThread()));
        assertThat(caller).containsExactly(Thread.currentThread());
    }

    // FUT-20
    @Test
    void aSecondEndIsRefused() throws Exception {
        var future = pool.submit(() -> 1);
        ask(future);
        assertThat(future.complete(2)).isFalse();
        assertThat(future.completeExceptionally(new IllegalStateException("late"))).isFalse();
        assertThat(future.cancel(true)).isFalse();
        assertThat(ask(future)).isEqualTo(1);
    }

    // FUT-16, FUT-17
    @Test
    void cancelTellsWhetherItDid() throws Exception {
        var release = Gate.in(directory, "release");
        var futures = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 2; i++) {
            var started = Gate.in(directory, "started-" + i);
            futures.add(pool.submit(Errands.meeting(started, release, "end")));
            started.await();
        }
        var waiting = pool.submit(() -> 1);
        assertThat(waiting.state()).isEqualTo(Future.State.RUNNING);
        assertThat(waiting.cancel(false)).isTrue();
        assertThat(waiting.cancel(true)).isTrue();
        assertThat(waiting.state()).isEqualTo(Future.State.CANCELLED);
        release.open();
        for (var future : futures) {
            assertThat(ask(future)).isEqualTo("end");
            assertThat(future.cancel(true)).isFalse();
            assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        }
    }

    // FUT-18, FUT-19
    @Test
    void aBlockedGetWakesWithTheValue() throws Exception {
        var release = Gate.in(directory, "release");
        var future = pool.submit(Errands.meeting(Gate.in(directory, "started"), release, "end"));
        var gotten = CompletableFuture.supplyAsync(future::join, Thread::startVirtualThread);
        assertThat(catchThrowable(() -> future.get(0, TimeUnit.SECONDS)))
                .isInstanceOf(TimeoutException.class);
        release.open();
        assertThat(ask(gotten)).isEqualTo("end");
    }

    // FUT-21
    @Test
    void manyThreadsSeeOneOutcome() throws Exception {
        for (int round = 0; round < 50; round++) {
            var future = pool.submit(Errands.throwingUnchecked("no " + round));
            var seen =
                    IntStream.range(0, 4)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () -> outcome(future),
                                                    Thread::startVirtualThread))
                            .toList();
            for (var one : seen) {
                assertThat(ask(one)).isSameAs(future.exceptionNow());
            }
        }
    }

    private static Throwable outcome(CompletableFuture<?> future) {
        var thrown = catchThrowable(future::join);
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        return thrown.getCause();
    }

    // FUT-01, FUT-03, FUT-06, FUT-08
    @Test
    void allOfWaitsForEachOnceWhateverItsEnd() throws Exception {
        var good = pool.submit(() -> 1);
        var bad = pool.submit(Errands.throwingUnchecked("broken"));
        var cancelled = pool.submit(() -> 2);
        cancelled.cancel(false);
        var all = CompletableFuture.allOf(good, good, bad, cancelled);
        assertThat(catchThrowable(() -> ask(all))).isNotNull();
        assertThat(List.of(good, bad, cancelled)).allMatch(Future::isDone);
        var ends = new AtomicInteger();
        for (var future : List.of(good, bad, cancelled)) {
            var _ = future.whenComplete((value, thrown) -> ends.incrementAndGet());
        }
        assertThat(ends).hasValue(3);
    }

    // FUT-02, FUT-04, FUT-05, FUT-07
    @Test
    void anyOfTellsTheFirstEnd() throws Exception {
        var release = Gate.in(directory, "release");
        var slow = pool.submit(Errands.meeting(Gate.in(directory, "started"), release, "slow"));
        var quick = pool.submit(() -> "quick");
        assertThat(ask(CompletableFuture.anyOf(slow, quick))).isEqualTo("quick");
        var bad = pool.submit(Errands.throwingUnchecked("broken"));
        var first = CompletableFuture.anyOf(slow, bad);
        assertThat(catchThrowable(() -> ask(first))).cause().hasMessage("broken");
        assertThat(catchThrowable(() -> CompletableFuture.anyOf(slow, bad).join()))
                .isInstanceOf(CompletionException.class);
        assertThat(slow.isDone()).isFalse();
        release.open();
        assertThat(ask(slow)).isEqualTo("slow");
    }

    // LOK-08
    @Test
    void callbacksMaySubmitTheNextTask() throws Exception {
        for (int links : new int[] {100, 50, 60}) {
            var end = new CompletableFuture<Integer>();
            link(links, end);
            assertThat(ask(end)).isEqualTo(0);
        }
    }

    private static void link(int left, CompletableFuture<Integer> end) {
        var _ =
                pool.submit(() -> left)
                        .whenComplete(
                                (value, thrown) -> {
                                    if (thrown != null || value == 0) {
                                        end.complete(value);
                                    } else {
                                        link(left - 1, end);
                                    }
                                });
    }

    // LOK-08
    @Test
    void callbacksMayBlockOnAnotherTask() throws Exception {
        var sums = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 100; i++) {
            int n = i;
            sums.add(pool.submit(() -> n).thenApply(x -> x + pool.submit(() -> n).join()));
        }
        for (int i = 0; i < sums.size(); i++) {
            assertThat(ask(sums.get(i))).isEqualTo(2 * i);
        }
    }

    // LOK-15
    @Test
    void callbacksThatNeverEndHoldUpNobody() throws Exception {
        var release = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            var future = pool.submit(() -> 1);
            // On a thread of its own: a callback on a future that is done runs at once, here.
            Thread.startVirtualThread(
                    () -> {
                        var _ = future.thenRun(() -> awaitUninterruptibly(release));
                    });
        }
        for (int i = 0; i < 100; i++) {
            int n = i;
            assertThat(ask(pool.submit(() -> n))).isEqualTo(n);
        }
        release.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    // X-EXE-07
    @Test
    void aCancelThatRacesWithTheEndGivesOneOutcome() throws Exception {
        var random = new Random(20261120);
        var restarts = pool.status().restarts();
        var calls = new AtomicInteger();
        var futures = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < RACES; i++) {
            int n = i;
            var future = pool.submit(() -> n);
            var _ = future.whenComplete((value, thrown) -> calls.incrementAndGet());
            futures.add(future);
            for (int spins = random.nextInt(20_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            boolean isCancelled = future.cancel(true);
            assertThat(isCancelled).isEqualTo(future.isCancelled());
            assertThat(future.isDone()).isTrue();
        }
        Awaitility.await().until(() -> calls.get() == RACES);
        for (int i = 0; i < RACES; i++) {
            if (!futures.get(i).isCancelled()) {
                assertThat(futures.get(i).resultNow()).isEqualTo(i);
            }
        }
        assertThat(pool.status().workers()).isEqualTo(2);
        assertThat(pool.status().restarts()).isEqualTo(restarts);
        assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
    }

    // LOK-07
    @Test
    void tenThreadsShareAPool() throws Exception {
        var users =
                IntStream.range(0, 10)
                        .mapToObj(
                                i ->
                                        CompletableFuture.runAsync(
                                                () -> use(i), Thread::startVirtualThread))
                        .toList();
        for (var user : users) {
            ask(user);
        }
    }

    private static void use(int user) {
        try {
            for (int round = 0; round < 10; round++) {
                int n = user * 100 + round;
                assertThat(pool.map(x -> x + n, List.of(1, 2, 3)))
                        .containsExactly(n + 1, n + 2, n + 3);
                assertThat(ask(pool.submit(() -> n))).isEqualTo(n);
                var cancelled = pool.submit(() -> n);
                cancelled.cancel(round % 2 == 0);
                assertThat(ask(pool.mapAsync(x -> x * n, List.of(1, 2)))).containsExactly(n, 2 * n);
            }
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
