package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.task.RemoteCallable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// When workers go though nothing is wrong with them, and what they take along.
@Tag("process")
@ExtendWith(NothingLeft.class)
class PoolLifeTest {
    private static final int MEGABYTE = 1 << 20;

    /// What tasks leak, in the worker.
    private static final List<byte[]> HOARD = new ArrayList<>();

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static ProcessPool open(UnaryOperator<PoolOptions> options) {
        return ProcessPool.open(options);
    }

    // LOK-09
    @Test
    void idleWorkersLeaveAndAreStartedAgainOnDemand() throws Exception {
        try (var pool = open(o -> o.withWorkers(0, 2).withIdleTimeout(Duration.ofMillis(100)))) {
            var pids = new HashSet<Long>();
            for (int round = 0; round < 5; round++) {
                pids.add(pool.call(PoolLifeTest::pid));
                Awaitility.await().until(() -> pool.status().workers() == 0);
            }
            assertThat(pids).hasSize(5);
            assertThat(pool.status().restarts()).isZero();
        }
    }

    @Test
    void asManyIdleWorkersStayAsShould() throws Exception {
        try (var pool = open(o -> o.withWorkers(1, 3).withIdleTimeout(Duration.ofMillis(100)))) {
            var release = Gate.in(directory, "release");
            var blocked =
                    IntStream.range(0, 3)
                            .mapToObj(
                                    i ->
                                            pool.submit(
                                                    () -> {
                                                        release.await();
                                                        return pid();
                                                    }))
                            .toList();
            Awaitility.await().until(() -> pool.status().running() == 3);
            release.open();
            var pids = new HashSet<Long>();
            for (var each : blocked) {
                pids.add(ask(each));
            }

            Awaitility.await().until(() -> pool.status().workers() == 1);

            assertThat(pids).contains(pool.call(PoolLifeTest::pid));
        }
    }

    @Test
    void workersThatHaveLivedLongAreReplacedBetweenTasks() throws Exception {
        try (var pool = open(o -> o.withWorkers(2).withWorkerLifetime(Duration.ofMillis(100)))) {
            var pids = new HashSet<Long>();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Signals.PATIENCE)
                    .until(() -> pids.add(pool.call(PoolLifeTest::pid)) && pids.size() >= 4);
            assertThat(pool.status().restarts()).isZero();
        }
    }

    // LOK-11
    /// Grows to more than the limit of growth, and stays below that of memory.
    private static long hoard() {
        if (HOARD.size() < 100) {
            HOARD.add(new byte[MEGABYTE]);
        }
        return pid();
    }

    @Test
    void aWorkerThatGrowsTooMuchIsReplacedBetweenTasks() throws Exception {
        var reasons = new ConcurrentLinkedQueue<String>();
        try (var pool =
                open(
                        o ->
                                o.withWorkers(1)
                                        .withGrowthLimit(30L * MEGABYTE)
                                        .withMemoryLimit(512L * MEGABYTE)
                                        .withListener(
                                                event -> {
                                                    if (event
                                                            instanceof
                                                            PoolEvent.WorkerEnded ended) {
                                                        reasons.add(ended.why());
                                                    }
                                                }))) {
            long first = pool.call(PoolLifeTest::hoard);
            Awaitility.await("another worker")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> pool.call(PoolLifeTest::hoard) != first);
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(reasons)
                                            .anyMatch(why -> why.matches(".*grown by \\d+ .*")));
        }
    }

    @Test
    void aTaskThatNeedsMoreMemoryThanThereIsFailsWithTheLimit() throws Exception {
        try (var pool = open(o -> o.withWorkers(1).withMemoryLimit(64L * MEGABYTE))) {
            var greedy =
                    pool.submit(
                            () -> {
                                while (HOARD.size() < MEGABYTE) {
                                    HOARD.add(new byte[MEGABYTE]);
                                }
                            });

            assertThatThrownBy(() -> ask(greedy))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class)
                    .cause()
                    .hasMessageMatching("(?s).*limited: bytes=6\\d{7}.*");
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
    }

    @Test
    @Tag("crash")
    void aTaskWhoseProcessTakesTooMuchMemoryFailsWithTheFigureAndNoOtherDoes() throws Exception {
        long limit = 300L * MEGABYTE;
        var release = Gate.in(directory, "release");
        try (var pool =
                open(
                        o ->
                                o.withWorkers(2)
                                        .withMemoryLimit(64L * MEGABYTE)
                                        .withProcessMemoryLimit(limit))) {
            var bystander =
                    pool.submit(
                            () -> {
                                release.await();
                                return "untouched";
                            });
            Awaitility.await().until(() -> pool.status().running() == 1);

            var greedy = pool.submit(PoolLifeTest::fillNativeMemory);

            assertThatThrownBy(() -> ask(greedy))
                    .hasCauseInstanceOf(WorkerDiedException.class)
                    .hasMessageMatching(
                            "(?s).*the pool killed it: it had more memory than it may:"
                                    + " bytes=\\d{9,}, limit="
                                    + limit
                                    + ".*");
            assertThat(pool.call(() -> 42)).isEqualTo(42);
            release.open();
            assertThat(ask(bystander)).isEqualTo("untouched");
            assertThat(pool.status().restarts()).isEqualTo(1);
        }
    }

    private static void fillNativeMemory() {
        for (int i = 0; i < MEGABYTE; i++) {
            Arena.global().allocate(MEGABYTE, 1).fill((byte) 1);
        }
    }

    private static final class Tool implements AutoCloseable {
        private static Gate closed = new Gate("");
        private static int made;

        Tool() {
            made++;
        }

        int use() {
            return made;
        }

        @Override
        public void close() {
            closed.open();
        }
    }

    private static final WorkerLocal<Tool> TOOL = WorkerLocal.of(Tool::new);

    @Test
    void whatAWorkerKeepsIsMadeOnceAndClosedWhenItLeaves() throws Exception {
        var closed = Gate.in(directory, "closed");
        try (var pool = open(o -> o.withWorkers(1).withInitializer(() -> Tool.closed = closed))) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.call(() -> TOOL.get().use())).isEqualTo(1);
            }
            assertThat(closed.isOpen()).isFalse();
        }
        assertThat(closed.isOpen()).isTrue();
    }

    private static int tasks;

    @Test
    void eachWorkerThatLeavesSaysWhatItsExitTaskReturned() throws Exception {
        var pool = open(o -> o.withWorkers(1).withTasksPerWorker(2).withExitTask(() -> tasks));
        try (pool) {
            for (int i = 0; i < 5; i++) {
                pool.call(() -> ++tasks);
            }
        }
        assertThat(pool.exitResults()).isEqualTo(List.of(2, 2, 1));
    }

    @Test
    void anExitTaskThatFailsHarmsNobody() throws Exception {
        RemoteCallable<Integer> failing =
                () -> {
                    throw new IllegalStateException("not today");
                };
        var pool = open(o -> o.withWorkers(1).withExitTask(failing));
        try (pool) {
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
        assertThat(pool.exitResults()).isEmpty();
    }

    @Test
    @Tag("crash")
    void anExitTaskThatHangsIsEndedAfterTheGrace() throws Exception {
        var started = Gate.in(directory, "started");
        RemoteCallable<Integer> hanging =
                () -> {
                    started.open();
                    Signals.hang();
                    return 1;
                };
        var grace = Duration.ofMillis(500);
        var pool = open(o -> o.withWorkers(1).withExitTask(hanging).withStopGrace(grace));
        try (pool) {
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
        assertThat(started.isOpen()).isTrue();
        assertThat(pool.exitResults()).isEmpty();
    }

    // LOK-23
    @Test
    void aPoolGrowsAndShrinksWhileItWorks() throws Exception {
        var release = Gate.in(directory, "release");
        try (var pool = ProcessPool.open(1)) {
            long old = pool.call(PoolLifeTest::pid);
            pool.resize(1, 1);
            assertThat(pool.call(PoolLifeTest::pid)).isEqualTo(old);

            pool.resize(3, 3);
            var running =
                    IntStream.range(0, 3)
                            .mapToObj(
                                    i ->
                                            pool.submit(
                                                    () -> {
                                                        release.await();
                                                        return pid();
                                                    }))
                            .toList();
            Awaitility.await().until(() -> pool.status().running() == 3);
            pool.resize(1, 1);
            release.open();

            var pids = new HashSet<Long>();
            for (var each : running) {
                pids.add(ask(each));
            }
            assertThat(pids).hasSize(3).contains(old);
            Awaitility.await().until(() -> pool.status().workers() == 1);
            assertThat(pool.call(PoolLifeTest::pid)).isEqualTo(old);
            assertThat(pool.status().restarts()).isZero();
        }
    }

    // LOK-23
    @Test
    void rapidChangesOfSizeLoseNoTask() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            var items = IntStream.range(0, 2_000).boxed().toList();
            var map = pool.mapAsync(o -> o.withChunkSize(1), x -> x, items);
            for (int size : new int[] {4, 1, 3, 1, 5, 2, 1, 4}) {
                pool.resize(size, size);
                assertThat(pool.call(() -> size)).isEqualTo(size);
            }
            assertThat(ask(map)).isEqualTo(items);
            Awaitility.await().until(() -> pool.status().workers() == 4);
        }
    }

    // LOK-16, LOK-24
    @Test
    @Tag("crash")
    void aWorkerThatIsKilledWhileThePoolShrinksBlocksNobody() throws Exception {
        try (var pool = ProcessPool.open(3)) {
            Awaitility.await().until(() -> pool.status().idle() == 3);
            long victim = pool.call(PoolLifeTest::pid);

            pool.resize(1, 1);
            Signals.send("KILL", victim);

            assertThat(pool.call(() -> 42)).isEqualTo(42);
            Awaitility.await().until(() -> pool.status().workers() == 1);
        }
    }

    @Test
    void moreWorkersThanThereIsRoomForAreRefused() {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).inProcess())) {
            assertThatThrownBy(() -> pool.resize(1, 10_000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("most=64");
            assertThatThrownBy(() -> pool.resize(2, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
