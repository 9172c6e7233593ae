package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Tasks that run longer than they may.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class PoolLimitTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    /// Of a worker that gets no processor in time the error has no stack; each attempt may be such.
    private static final int ATTEMPTS = 6;

    private static final String HANG = "hang";

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static ProcessPool strictPool(int workers) {
        return ProcessPool.open(o -> o.withWorkers(workers).withStopGrace(SHORT));
    }

    private static TaskTimeoutException lateness(CompletableFuture<?> future) {
        var failure = catchThrowableOfType(ExecutionException.class, () -> ask(future));
        assertThat(failure).hasCauseInstanceOf(TaskTimeoutException.class);
        return (TaskTimeoutException) failure.getCause();
    }

    // PEB-01, PEB-16
    @Test
    void aTaskThatRunsTooLongFailsAndItsWorkerIsReplaced() throws Exception {
        try (var pool = strictPool(1)) {
            long before = pool.call(PoolLimitTest::pid);
            var heard = new CompletableFuture<Throwable>();

            var late = pool.submit(o -> o.withTimeout(SHORT).withLabel("endless"), Signals::hang);
            late.exceptionally(
                    thrown -> {
                        heard.complete(thrown);
                        return null;
                    });

            var reason = lateness(late);
            assertThat(reason)
                    .hasMessageContaining("endless")
                    .hasMessageContaining("limit=PT0.1S")
                    .hasMessageContaining(reason.worker());
            assertThat(reason.pid()).isEqualTo(before);
            assertThat(reason.limit()).isEqualTo(SHORT);
            assertThat(ask(heard)).isSameAs(reason);
            assertThat(pool.call(PoolLimitTest::pid)).isNotEqualTo(before);
        }
    }

    @Test
    void theErrorOfALateTaskSaysWhereItWas() throws Exception {
        try (var pool = strictPool(1)) {
            var innermost = new ArrayList<String>();
            for (int attempt = 0; attempt < ATTEMPTS && !innermost.contains(HANG); attempt++) {
                var late = pool.submit(o -> o.withTimeout(SHORT), Signals::hang);
                Arrays.stream(lateness(late).getStackTrace())
                        .limit(1)
                        .map(StackTraceElement::getMethodName)
                        .forEach(innermost::add);
            }
            assertThat(innermost).contains(HANG);
        }
    }

    @Test
    void theOtherTasksOfAKilledWorkerAreUntouched() throws Exception {
        try (var pool = strictPool(1)) {
            var late = pool.submit(o -> o.withTimeout(SHORT), Signals::hang);
            var others = IntStream.range(0, 20).mapToObj(i -> pool.submit(() -> i)).toList();

            assertThat(lateness(late)).isNotNull();
            for (int i = 0; i < others.size(); i++) {
                assertThat(ask(others.get(i))).isEqualTo(i);
            }
        }
    }

    @Test
    void aTaskThatHeedsItsInterruptKeepsItsWorker() throws Exception {
        try (var pool = ProcessPool.open(1)) {
            long before = pool.call(PoolLimitTest::pid);

            var late = pool.submit(o -> o.withTimeout(SHORT), () -> new CountDownLatch(1).await());

            assertThat(lateness(late).limit()).isEqualTo(SHORT);
            assertThat(pool.call(PoolLimitTest::pid)).isEqualTo(before);
        }
    }

    @Test
    void aTaskThatIsAskedFirstCanEndInGoodOrder() throws Exception {
        var ended = Gate.in(directory, "ended");
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(1).withStopGraces(LONG, SHORT, Duration.ZERO))) {
            long before = pool.call(PoolLimitTest::pid);

            var late =
                    pool.submit(
                            o -> o.withTimeout(SHORT),
                            () -> {
                                while (!ThisTask.isStopRequested()) {
                                    Thread.onSpinWait();
                                }
                                if (!Thread.currentThread().isInterrupted()) {
                                    ended.open();
                                }
                            });

            assertThat(lateness(late)).isNotNull();
            ended.await();
            assertThat(pool.call(PoolLimitTest::pid)).isEqualTo(before);
            assertThat(ThisTask.isStopRequested()).isFalse();
        }
    }

    @Test
    void aWorkerThatGetsATermSignalFirstRunsItsShutdownHooks() throws Exception {
        var hooked = Gate.in(directory, "hooked");
        try (var pool =
                ProcessPool.open(o -> o.withWorkers(1).withStopGraces(SHORT, SHORT, LONG))) {
            pool.call(
                    () -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(hooked::open));
                        return 0;
                    });

            var late = pool.submit(o -> o.withTimeout(SHORT), Signals::hang);

            assertThat(lateness(late)).isNotNull();
            hooked.await();
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
    }

    @Test
    void theTimeOfATaskThatWaitsDoesNotCount() throws Exception {
        var started = Gate.in(directory, "started");
        var release = Gate.in(directory, "release");
        try (var pool = strictPool(1)) {
            var first = pool.submit(Errands.meeting(started, release, "first"));
            started.await();
            var second = pool.submit(o -> o.withTimeout(Duration.ofSeconds(2)), () -> "second");

            assertThatThrownBy(() -> second.get(3, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            release.open();

            assertThat(ask(first)).isEqualTo("first");
            assertThat(ask(second)).isEqualTo("second");
        }
    }

    @Test
    void theLimitOfAPoolHoldsForTasksAndItems() throws Exception {
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(1).withStopGrace(SHORT).withTaskTimeout(SHORT))) {
            assertThat(lateness(pool.submit(Signals::hang))).isNotNull();

            var map =
                    pool.mapAsync(
                            x -> {
                                if (x == 2) {
                                    Signals.hang();
                                }
                                return x;
                            },
                            List.of(0, 1, 2));

            assertThat(lateness(map)).hasMessageContaining("item 2 ");
            assertThat(ask(pool.submit(o -> o.withTimeout(LONG), () -> 42))).isEqualTo(42);
        }
    }

    // PEB-12
    @Test
    void anItemOfAChunkIsNamed() {
        try (var pool = strictPool(1)) {
            var map =
                    pool.mapAsync(
                            o -> o.withTimeout(SHORT).withChunkSize(10),
                            x -> {
                                if (x == 7) {
                                    Signals.hang();
                                }
                                return x;
                            },
                            IntStream.range(0, 10).boxed().toList());

            assertThat(lateness(map))
                    .hasMessageContaining("items 0 to 9")
                    .hasMessageContaining("at item 7");
        }
    }

    // Each item alone would be in time, but not all ten together.
    @Test
    void theLimitOfAMapIsForEachItem() throws Exception {
        var limit = Duration.ofMillis(500);
        try (var pool = strictPool(1)) {
            var items = IntStream.range(0, 10).boxed().toList();
            List<Integer> results =
                    pool.map(
                            o -> o.withTimeout(limit).withChunkSize(10),
                            x -> {
                                Thread.sleep(100);
                                return x;
                            },
                            items);

            assertThat(results).isEqualTo(items);
        }
    }

    @Test
    void aWorkerThatWasStoppedIsReplacedWithoutAStack() throws Exception {
        var started = Gate.in(directory, "started");
        try (var pool = strictPool(1)) {
            long before = pool.call(PoolLimitTest::pid);
            var late =
                    pool.submit(
                            o -> o.withTimeout(Duration.ofMillis(500)),
                            () -> {
                                started.open();
                                Signals.hang();
                            });
            started.await();

            Signals.send("STOP", before);

            assertThat(lateness(late).getStackTrace()).isEmpty();
            assertThat(pool.call(PoolLimitTest::pid)).isNotEqualTo(before);
        }
    }

    @Test
    void aThreadOfThisProcessIsInterrupted() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).inProcess())) {
            var late = pool.submit(o -> o.withTimeout(SHORT), () -> new CountDownLatch(1).await());

            assertThat(lateness(late)).isNotNull();
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
    }

    @Test
    void tasksThatEndAboutWhenTheirTimeDoesHaveOneEndEach() throws Exception {
        try (var pool = strictPool(2)) {
            var ends = new AtomicInteger();
            var futures =
                    IntStream.range(0, 60)
                            .mapToObj(
                                    i ->
                                            pool.submit(
                                                    o -> o.withTimeout(Duration.ofMillis(20)),
                                                    () -> {
                                                        Thread.sleep(10 + i % 20);
                                                        return i;
                                                    }))
                            .toList();
            for (var future : futures) {
                var _ = future.whenComplete((value, thrown) -> ends.incrementAndGet());
            }
            for (int i = 0; i < futures.size(); i++) {
                assertReturnedOrLate(futures.get(i), i); // which one is the machine's choice
            }
            Awaitility.await().until(() -> ends.get() == futures.size());
            assertThat(pool.call(() -> 42)).isEqualTo(42);
            assertThat(ends.get()).isEqualTo(futures.size());
            assertThat(pool.status().restarts()).isZero();
        }
    }

    private static void assertReturnedOrLate(CompletableFuture<Integer> future, int value)
            throws Exception {
        try {
            assertThat(ask(future)).isEqualTo(value);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TaskTimeoutException.class);
        }
    }

    @Test
    void limitsOfNothingAreRefused() {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).inProcess())) {
            for (var limit : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
                assertThatThrownBy(() -> pool.submit(o -> o.withTimeout(limit), () -> 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("greater than 0");
                assertThatThrownBy(() -> ProcessPool.open(o -> o.withTaskTimeout(limit)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
