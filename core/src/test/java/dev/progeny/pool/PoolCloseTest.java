package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// `close` means one thing wherever it is called: what was accepted ends, then the workers do.
@Tag("process")
@ExtendWith(NothingLeft.class)
class PoolCloseTest {
    private static final Duration LIMIT = Duration.ofMillis(200);

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aCallbackMayCloseItsOwnPool() throws Exception {
        var pool = ProcessPool.open(2);
        var release = Gate.in(directory, "release");
        var other =
                pool.submit(
                        () -> {
                            release.await();
                            return "accepted before";
                        });

        var closed =
                pool.submit(() -> 1)
                        .thenApply(
                                one -> {
                                    release.open();
                                    pool.close();
                                    return pool.isTerminated();
                                });

        assertThat(ask(closed)).isTrue();
        assertThat(other.resultNow()).isEqualTo("accepted before");
    }

    @Test
    void aCallbackMayCloseItsOwnPoolFromTheThreadThatWaits() throws Exception {
        var pool = ProcessPool.open(1);
        var future = pool.submit(() -> new PoolCloseTest.Value(7));
        var closed =
                future.thenApply(
                        value -> {
                            pool.close();
                            return value.number();
                        });
        assertThat(ask(future).number()).isEqualTo(7); // helps, and may run the callback itself
        assertThat(ask(closed)).isEqualTo(7);
        assertThat(pool.isTerminated()).isTrue();
    }

    record Value(int number) implements java.io.Serializable {}

    @Test
    void aCallbackOfAFailureMayCloseItsOwnPool() throws Exception {
        var pool = ProcessPool.open(1);
        var closed =
                pool.submit(() -> Runtime.getRuntime().halt(3))
                        .handle(
                                (nothing, thrown) -> {
                                    pool.close();
                                    return pool.isTerminated();
                                });
        assertThat(ask(closed)).isTrue();
    }

    @Test
    void severalThreadsMayCloseItTwice() throws Exception {
        var pool = ProcessPool.open(2);
        var futures = IntStream.range(0, 50).mapToObj(i -> pool.submit(() -> i)).toList();
        var closers =
                IntStream.range(0, 4)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> {
                                                    pool.close();
                                                    pool.close();
                                                    return pool.isTerminated();
                                                },
                                                Thread::startVirtualThread))
                        .toList();
        for (var closer : closers) {
            assertThat(ask(closer)).isTrue();
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).resultNow()).isEqualTo(i);
        }
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whatHasNotEndedInTimeIsEndedByForce() throws Exception {
        var started = Gate.in(directory, "started");
        CompletableFuture<?> quick;
        CompletableFuture<?> endless;
        List<CompletableFuture<Integer>> waiting;
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1)
                                        .withCloseTimeout(LIMIT)
                                        .withStopGrace(Duration.ofMillis(50)))) {
            quick = pool.submit(() -> 42);
            endless =
                    pool.submit(
                            () -> {
                                started.open();
                                Signals.hang();
                            });
            waiting = IntStream.range(0, 3).mapToObj(i -> pool.submit(() -> i)).toList();
            started.await();
        }
        assertThat(quick.resultNow()).isEqualTo(42);
        assertThatThrownBy(() -> ask(endless))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("while running task 2");
        assertThat(waiting).allMatch(CompletableFuture::isCancelled);
    }

    @Test
    void anInterruptOfCloseForcesTheEndAndIsKept() throws Exception {
        var started = Gate.in(directory, "started");
        var pool = ProcessPool.open(1);
        var endless = pool.submit(Errands.waitingForInterrupt(started, Gate.in(directory, "i")));
        started.await();
        var isKept = new AtomicReference<Boolean>();
        var closer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    pool.close();
                                    isKept.set(Thread.currentThread().isInterrupted());
                                });

        closer.interrupt();

        assertThat(closer.join(Signals.PATIENCE)).isTrue();
        assertThat(isKept.get()).isTrue();
        Awaitility.await().until(endless::isCompletedExceptionally);
    }
}
