package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.park.Doorbell;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A caller who waits for a future receives the answers meanwhile, and sleeps until there is one.
/// What ends his future in another way has to wake him: left to himself he looks only after
/// [Doorbell#SLICE].
@Tag("process")
@ExtendWith(NothingLeft.class)
class ReceivingCallerTest {
    private static final int ROUNDS = 12;

    @Test
    void completionByAnotherThreadWakesHim() throws Exception {
        assertThat(quickestEnd(future -> future.complete(1), CompletableFuture::get))
                .isLessThan(Doorbell.SLICE / 2);
    }

    @Test
    void failureByAnotherThreadWakesHim() throws Exception {
        var reason = new IllegalStateException("given up");
        assertThat(
                        quickestEnd(
                                future -> future.completeExceptionally(reason),
                                future ->
                                        assertThatThrownBy(future::get)
                                                .isInstanceOf(ExecutionException.class)
                                                .hasCause(reason)))
                .isLessThan(Doorbell.SLICE / 2);
    }

    @Test
    void cancelByAnotherThreadWakesHim() throws Exception {
        assertThat(
                        quickestEnd(
                                future -> future.cancel(true),
                                future ->
                                        assertThatThrownBy(future::get)
                                                .isInstanceOf(CancellationException.class)))
                .isLessThan(Doorbell.SLICE / 2);
    }

    private interface Waiting {
        void on(CompletableFuture<Integer> future) throws Exception;
    }

    /// How long it took in the best of some rounds from the end of a future to that of its wait,
    /// in nanoseconds. Any round may be slowed down by others; that all are is the fault looked
    /// for.
    private static long quickestEnd(Consumer<CompletableFuture<Integer>> end, Waiting waiting)
            throws Exception {
        long quickest = Long.MAX_VALUE;
        try (var pool = ProcessPool.open(o -> o.inProcess().withWorkers(1))) {
            for (int i = 0; i < ROUNDS; i++) {
                var future = pool.submit(ReceivingCallerTest::sleepLong);
                var ended = new CompletableFuture<Long>();
                var isWaiting = new CountDownLatch(1);
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    isWaiting.countDown();
                                    try {
                                        waiting.on(future);
                                        ended.complete(System.nanoTime());
                                    } catch (Throwable e) {
                                        ended.completeExceptionally(e);
                                    }
                                });
                isWaiting.await();
                Thread.sleep(Duration.ofMillis(5)); // provokes: he is asleep by now, or nearly
                long start = System.nanoTime();
                end.accept(future);
                quickest = Math.min(quickest, ended.get(30, TimeUnit.SECONDS) - start);
            }
            pool.shutdownNow();
        }
        return quickest;
    }

    private static int sleepLong() throws InterruptedException {
        Thread.sleep(600_000);
        return 0;
    }

    /// The receiver's own thread and the caller take turns; whoever hears the answer, the caller
    /// must not sleep on.
    @Test
    void answerThatAnotherThreadHeardWakesHim() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            long slow = 0;
            for (int i = 0; i < 3000; i++) {
                long start = System.nanoTime();
                assertThat(pool.apply((Integer x) -> x, i).get()).isEqualTo(i);
                slow += System.nanoTime() - start > Doorbell.SLICE ? 1 : 0;
            }
            assertThat(slow).as("round trips that lasted a whole slice").isLessThan(30);
        }
    }
}
