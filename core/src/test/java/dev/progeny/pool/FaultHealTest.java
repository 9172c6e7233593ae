package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What a pool does about workers that run out of something, cannot start, or stand in the way of
/// its end.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultHealTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir Path directory;

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static ProcessPool smallPool(int workers) {
        return ProcessPool.open(
                o -> o.withWorkers(workers).withLaunch(l -> l.withJvmOptions("-Xmx64m")));
    }

    @Test
    void taskThatRunsOutOfMemorySaysSoAndItsWorkerIsReplaced() throws Exception { // X-EXE-01
        try (var pool = smallPool(1)) {
            long before = get(pool.submit(() -> ProcessHandle.current().pid()));

            var greedy =
                    pool.submit(
                            () -> {
                                var hoard = new ArrayList<byte[]>();
                                while (hoard.size() < MEGABYTE) {
                                    hoard.add(new byte[MEGABYTE]);
                                }
                                return hoard.size();
                            });

            assertThatThrownBy(() -> get(greedy))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            assertThat(get(pool.submit(() -> ProcessHandle.current().pid()))).isNotEqualTo(before);
        }
    }

    @Test
    void argumentThatNoWorkerCanTakeInFailsItsTaskAndNotThePool() throws Exception {
        try (var pool = smallPool(1)) {
            var huge = new byte[100 * MEGABYTE];

            var poison = pool.submit(() -> huge.length);

            assertThatThrownBy(() -> get(poison))
                    .hasCauseInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("before it could start")
                    .hasMessageContaining("OutOfMemoryError");
            assertThat(get(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    void manyMapsWithLargeFunctionsDoNotFillTheWorkers() throws Exception {
        try (var pool = smallPool(1)) {
            for (int map = 0; map < 200; map++) {
                var captured = new byte[MEGABYTE];
                var results = pool.map(x -> x + captured.length, List.of(1, 2));
                assertThat(results).containsExactly(MEGABYTE + 1, MEGABYTE + 2);
            }
            assertThat(pool.status().restarts()).isZero();
        }
    }

    @Test
    void megabytesTravelBothWays() throws Exception { // PEB-08
        try (var pool = ProcessPool.open(2)) {
            var argument = new byte[100 * MEGABYTE];
            argument[77] = 7;

            var result = pool.submit(() -> argument);

            assertThat(get(result)).isEqualTo(argument);
        }
    }

    @Test
    void cancelledMegabytesDoNotHoldUpTheEnd() throws Exception { // PEB-09
        try (var pool = ProcessPool.open(2)) {
            var futures = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 6; i++) {
                var argument = new byte[30 * MEGABYTE];
                futures.add(pool.submit(() -> argument.length));
            }
            assertThat(get(futures.getFirst())).isEqualTo(30 * MEGABYTE);
            futures.forEach(future -> future.cancel(true));
            pool.shutdownNow();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void workerIsReplacedAfterItsTasks() throws Exception { // PEB-04
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withTasksPerWorker(2))) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                pids.add(get(pool.submit(() -> ProcessHandle.current().pid())));
            }
            assertThat(pids).hasSize(2);
            assertThat(pool.status().restarts()).isZero();
        }
    }

    @Test
    void threadThatATaskLeftBehindDoesNotKeepItsWorker() throws Exception {
        long start = System.nanoTime();
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withStopGrace(Duration.ofDays(1)))) {
            get(
                    pool.submit(
                            () -> {
                                Thread.ofPlatform().daemon(false).start(Signals::hang);
                            }));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Signals.PATIENCE);
    }

    @Test
    void exceptionThatIsReturnedIsAValue() throws Exception { // PEB-06
        try (var pool = ProcessPool.open(1)) {
            assertThat(get(pool.submit(() -> new IllegalStateException("just a value"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("just a value");
        }
    }

    @Test
    void errorsOfTasksLeaveLaterTasksUntouched() throws Exception { // PEB-07
        try (var pool = ProcessPool.open(1)) {
            long pid = get(pool.submit(() -> ProcessHandle.current().pid()));
            for (var error : List.of(new AssertionError("a"), new LinkageError("b"))) {
                var failing =
                        pool.submit(
                                () -> {
                                    throw error;
                                });
                assertThatThrownBy(() -> get(failing)).hasCauseInstanceOf(error.getClass());
            }
            assertThat(get(pool.submit(() -> ProcessHandle.current().pid()))).isEqualTo(pid);
        }
    }

    @Test
    void initializerHasRunBeforeTheFirstTaskOfEachWorker() throws Exception { // EXF-12
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(2)
                                        .withTasksPerWorker(3)
                                        .withInitializer(
                                                () -> System.setProperty("is.ready", "yes")))) {
            for (int i = 0; i < 12; i++) {
                assertThat(get(pool.submit(() -> System.getProperty("is.ready")))).isEqualTo("yes");
            }
        }
    }

    @Test
    void submitDoesNotWaitForWorkersThatStandStill() throws Exception { // EXF-11
        try (var pool = ProcessPool.open(2)) {
            get(pool.submit(() -> 1));
            Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().idle() == 2);
            var workers = ProcessHandle.current().children().toList();
            workers.forEach(worker -> Signals.send("STOP", worker.pid()));
            var futures = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 10_000; i++) {
                int n = i;
                futures.add(pool.submit(() -> n));
            }
            workers.forEach(worker -> Signals.send("CONT", worker.pid()));

            for (int i = 0; i < futures.size(); i++) {
                assertThat(get(futures.get(i))).isEqualTo(i);
            }
        }
    }

    @Test
    void workerThatDiesDuringCloseDoesNotHoldItUp() throws Exception { // EXF-10, LOK-20
        CompletableFuture<Object> dying;
        var gate = Gate.in(directory, "gate");
        try (var pool = ProcessPool.open(2)) {
            dying =
                    pool.submit(
                            () -> {
                                gate.pass();
                                Signals.raise("KILL");
                                return null;
                            });
            Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().running() == 1);
            pool.shutdown();
            gate.open();
        }
        assertThatThrownBy(() -> get(dying)).hasCauseInstanceOf(WorkerDiedException.class);
    }

    @Test
    void forcedShutdownWithManyTasksIsShort() throws Exception { // LOK-19
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withStopGrace(Duration.ZERO))) {
            var futures = new ArrayList<CompletableFuture<Object>>();
            for (int i = 0; i < 100; i++) {
                futures.add(
                        pool.submit(
                                () -> {
                                    Signals.hang();
                                    return null;
                                }));
            }
            Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().running() == 2);

            pool.killWorkers();

            assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(futures.stream().filter(CompletableFuture::isCancelled)).hasSize(98);
        }
    }

    @Test
    void killingWorkersThatHaveNotBootedEndsThePool() throws Exception {
        for (int i = 0; i < 5; i++) {
            var pool = ProcessPool.open(2);
            var future = pool.submit(() -> 1);
            pool.killWorkers();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(future).isDone();
        }
    }

    @Test
    void cancelOfARunningTaskInterruptsItAndKeepsItsWorker() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withStopGrace(Duration.ofDays(1)))) {
            long before = get(pool.submit(() -> ProcessHandle.current().pid()));
            var sleeping = pool.submit(() -> TimeUnit.DAYS.sleep(1));
            Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().running() == 1);

            assertThat(sleeping.cancel(true)).isTrue();

            assertThat(get(pool.submit(() -> ProcessHandle.current().pid()))).isEqualTo(before);
            assertThat(get(pool.submit(() -> Thread.currentThread().isInterrupted()))).isFalse();
        }
    }

    @Test
    void cancelOfATaskThatIgnoresItReplacesItsWorkerOnly() throws Exception { // PEB-02
        var gate = Gate.in(directory, "gate");
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withStopGrace(Duration.ZERO))) {
            var wedged = pool.submit(Signals::hang);
            var bystander =
                    pool.submit(
                            () -> {
                                gate.pass();
                                return ProcessHandle.current().pid();
                            });
            Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().running() == 2);

            assertThat(wedged.cancel(true)).isTrue();

            assertThat(wedged).isCancelled();
            assertThat(get(pool.submit(() -> ProcessHandle.current().pid()))).isPositive();
            gate.open();
            assertThat(get(bystander)).isPositive();
            assertThat(pool.status().restarts()).as("it is no accident").isZero();
        }
    }

    @Test
    void cancelThatComesAfterTheAnswerMeetsNoUnitOfTheNextWorker() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withTasksPerWorker(1))) {
            for (int i = 0; i < 5; i++) {
                var slow = pool.submit(() -> new SlowToRead());
                var next = pool.submit(() -> 42);
                Awaitility.await().atMost(Signals.PATIENCE).until(SlowToRead.BEGUN::tryAcquire);

                slow.cancel(true);

                SlowToRead.GO_ON.release();
                assertThat(get(next)).isEqualTo(42);
            }
        }
    }

    /// Takes as long to be read in the parent as the test likes.
    static final class SlowToRead implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Semaphore BEGUN = new Semaphore(0);
        static final Semaphore GO_ON = new Semaphore(0);

        private Object readResolve() {
            BEGUN.release();
            GO_ON.acquireUninterruptibly();
            return this;
        }
    }

    @Test
    void crashOfATaskSubmittedFromACallbackIsToldLikeAnyOther() throws Exception { // LOK-14, LOK-15
        try (var pool = ProcessPool.open(2)) {
            var inner =
                    pool.submit(() -> 1)
                            .thenCompose(one -> pool.submit(() -> Runtime.getRuntime().halt(one)));
            assertThatThrownBy(() -> get(inner)).hasCauseInstanceOf(WorkerDiedException.class);
            var thrower =
                    pool.submit(() -> 1)
                            .thenApply(
                                    one -> {
                                        throw new CancellationException("by a callback");
                                    });
            assertThatThrownBy(() -> get(thrower)).hasStackTraceContaining("by a callback");
            assertThat(get(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    void poolsInPoolsEndWithTheOutermost() throws Exception { // X-EXE-06, PEB-15, PRC-23
        try (var pool = ProcessPool.open(1)) {
            assertThat(get(pool.submit(() -> nested(2)))).isEqualTo(3);
            String place = directory.toString();
            var hanging = pool.submit(() -> hangNested(2, place));
            var begun = new Gate(directory.resolve("deepest").toString());
            Awaitility.await().atMost(Signals.PATIENCE).until(begun::isOpen);

            pool.killWorkers();

            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(hanging).isCompletedExceptionally();
        } // NothingLeft looks for descendants
    }

    private static int nested(int levels) throws Exception {
        if (levels == 0) {
            return 1;
        }
        try (var pool = ProcessPool.open(1)) {
            return get(pool.submit(() -> nested(levels - 1))) + 1;
        }
    }

    private static int hangNested(int levels, String place) throws Exception {
        if (levels == 0) {
            new Gate(Path.of(place, "deepest").toString()).open();
            Signals.hang();
        }
        try (var pool = ProcessPool.open(1)) {
            return pool.submit(() -> hangNested(levels - 1, place)).get();
        }
    }
}
