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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// How many workers a pool has, when they come and when they go.
@Tag("process")
@ExtendWith(NothingLeft.class)
class PoolSizeTest {
    @TempDir Path directory;

    private static <T> T ask(Future<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    // POL-14, EXE-12
    @Test
    void noWorkersAreRefused() {
        for (int workers : new int[] {0, -1}) {
            assertThatThrownBy(() -> ProcessPool.open(workers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("greater than 0");
        }
        assertThatThrownBy(() -> ProcessPool.open(o -> o.withWorkers(3, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // POL-14
    @Test
    void aPoolOfThreeHasThreeWorkers() {
        try (var pool = ProcessPool.open(3)) {
            assertThat(pool.status().workers()).isEqualTo(3);
            Awaitility.await().until(() -> pool.status().idle() == 3);
        }
    }

    // POL-23
    @Test
    void limitsOfTasksBelowOneAreRefused() {
        for (int tasks : new int[] {0, -1}) {
            assertThatThrownBy(() -> ProcessPool.open(o -> o.withTasksPerWorker(tasks)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("greater than 0");
        }
    }

    // POL-22
    @Test
    void workersAreReplacedAfterTheirTasks() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withTasksPerWorker(10))) {
            var pids =
                    pool.map(
                            o -> o.withChunkSize(1),
                            x -> pid(),
                            IntStream.range(0, 100).boxed().toList());
            assertThat(pids).hasSize(100);
            assertThat(pids.stream().distinct().count()).isGreaterThanOrEqualTo(10);
            assertThat(pool.status().restarts()).isEqualTo(0);
        }
    }

    // EXE-21
    @Test
    void aSingleWorkerIsReplacedAfterItsThirdTask() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withTasksPerWorker(3))) {
            var pids = new ArrayList<Long>();
            for (int i = 0; i < 4; i++) {
                pids.add(ask(pool.submit(PoolSizeTest::pid)));
            }
            assertThat(pids.subList(0, 3)).containsOnly(pids.getFirst());
            assertThat(pids.get(3)).isNotEqualTo(pids.getFirst());
            assertThat(pool.status().workers()).isEqualTo(1);
        }
    }

    // EXE-23
    @Test
    void aShutdownStillRunsAllTasksOfShortLivedWorkers() throws Exception {
        var pool = ProcessPool.open(o -> o.withWorkers(3).withTasksPerWorker(1));
        var futures = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 6; i++) {
            int n = i;
            futures.add(pool.submit(() -> n * n));
        }
        pool.shutdown();
        for (int i = 0; i < 6; i++) {
            assertThat(ask(futures.get(i))).isEqualTo(i * i);
        }
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    // EXE-36
    @Test
    void aFailingTaskOfAShortLivedWorkerDoesNotKeepThePool() throws Exception {
        var pool = ProcessPool.open(o -> o.withWorkers(2).withTasksPerWorker(1));
        var failed = pool.submit(Errands.throwingUnchecked("broken"));
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failed.exceptionNow()).hasMessage("broken");
    }

    // EXE-19
    @Test
    void oneTaskAfterTheOtherNeedsOneWorker() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(0, 4))) {
            assertThat(pool.status().workers()).isEqualTo(0);
            var pids = new ArrayList<Long>();
            for (int i = 0; i < 3; i++) {
                pids.add(ask(pool.submit(PoolSizeTest::pid)));
            }
            assertThat(pids).containsOnly(pids.getFirst());
            assertThat(pool.status().workers()).isEqualTo(1);
        }
    }

    // EXE-20
    @Test
    void fewTasksStartFewWorkers() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(0, 5))) {
            ask(pool.submit(() -> 1));
            var unawaited = pool.submit(() -> 2);
            ask(pool.submit(() -> 3));
            ask(pool.submit(() -> 4));
            ask(unawaited);
            assertThat(pool.status().workers()).isLessThanOrEqualTo(3);
        }
    }

    // EXE-18, EXE-32
    @Test
    void manyTasksStartAsManyWorkersAsThereMayBe() throws Exception {
        var pool = ProcessPool.open(o -> o.withWorkers(0, 3));
        var release = Gate.in(directory, "release");
        var futures = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 45; i++) {
            futures.add(pool.submit(Errands.meeting(Gate.in(directory, "g" + i), release, i)));
        }
        Awaitility.await().until(() -> pool.status().running() == 3);
        assertThat(pool.status().workers()).isEqualTo(3);
        assertThat(pool.status().queued()).isEqualTo(42);
        release.open();
        pool.shutdown();
        for (int i = 0; i < 45; i++) {
            assertThat(ask(futures.get(i))).isEqualTo(i);
        }
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.status().workers()).isEqualTo(0);
    }

    // LOK-30, POL-25
    @Test
    void moreWorkersThanProcessorsRunAtTheSameTime() throws Exception {
        int workers = 2 * Runtime.getRuntime().availableProcessors() + 2;
        try (var pool = ProcessPool.open(workers)) {
            var release = Gate.in(directory, "release");
            var futures = new ArrayList<Future<Integer>>();
            for (int i = 0; i < workers; i++) {
                futures.add(pool.submit(Errands.meeting(Gate.in(directory, "g" + i), release, i)));
            }
            for (int i = 0; i < workers; i++) {
                Gate.in(directory, "g" + i).await();
            }
            release.open();
            for (int i = 0; i < workers; i++) {
                assertThat(ask(futures.get(i))).isEqualTo(i);
            }
        }
    }

    /// Sixteen, not 200: each is a JVM, and this runs on machines of two processors.
    // POL-25
    @Test
    void manyWorkersMapRightly() throws Exception {
        try (var pool = ProcessPool.open(16)) {
            long sum =
                    pool
                            .map(
                                    o -> o.withChunkSize(5),
                                    x -> (long) x * x,
                                    IntStream.range(0, 1000).boxed().toList())
                            .stream()
                            .mapToLong(x -> x)
                            .sum();
            assertThat(sum).isEqualTo(332_833_500L);
        }
    }

    // POL-24
    @Test
    void theInitializerRunsOncePerWorkerBeforeItsTasks() throws Exception {
        assertThatThrownBy(() -> ProcessPool.open(o -> o.withInitializer(null)))
                .isInstanceOf(NullPointerException.class);
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(2).withInitializer(() -> Initialized.count++))) {
            assertThat(pool.map(o -> o.withChunkSize(1), x -> Initialized.count, numbers(20)))
                    .containsOnly(1);
        }
    }

    private static final class Initialized {
        private static int count;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    // POL-15
    @Test
    void tenThousandLongTasksDoNotDelayAForcedEnd() throws Exception {
        var pool = ProcessPool.open(2);
        var started = Gate.in(directory, "started");
        var interrupted = Gate.in(directory, "interrupted");
        for (int i = 0; i < 10_000; i++) {
            var _ = pool.submit(Errands.waitingForInterrupt(started, interrupted));
        }
        started.await();
        long start = System.nanoTime();
        assertThat(pool.shutdownNow()).hasSizeGreaterThan(9_990);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    // EXE-31, PEB-10
    @Test
    void aForcedEndCancelsWhatHasNotStarted() throws Exception {
        var pool = ProcessPool.open(2);
        var first = Gate.in(directory, "first");
        var futures = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            futures.add(
                    pool.submit(
                            () -> {
                                first.open();
                                return n;
                            }));
        }
        var release = Gate.in(directory, "release");
        for (int i = 0; i < 50; i++) {
            futures.add(pool.submit(Errands.meeting(first, release, i)));
        }
        ask(futures.getFirst());
        pool.shutdownNow();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(futures).allMatch(Future::isDone);
        assertThat(futures.stream().filter(Future::isCancelled).count()).isGreaterThan(20);
        assertThat(futures.getFirst().state()).isEqualTo(Future.State.SUCCESS);
    }

    // EXE-30, EXE-33, PEB-10
    @Test
    void closeEndsAllTasks() {
        var futures = new ArrayList<CompletableFuture<Integer>>();
        try (var pool = ProcessPool.open(2)) {
            for (int i = 0; i < 50; i++) {
                int n = i;
                futures.add(pool.submit(() -> n));
            }
        }
        for (int i = 0; i < 50; i++) {
            assertThat(futures.get(i).resultNow()).isEqualTo(i);
        }
    }

    // EXE-35, PEB-11
    @Test
    void shutdownReturnsAtOnceAndThePoolEndsByItself() throws Exception {
        var pool = ProcessPool.open(2);
        assertThat(pool.awaitTermination(10, TimeUnit.MILLISECONDS)).isFalse();
        var release = Gate.in(directory, "release");
        var future = pool.submit(Errands.meeting(Gate.in(directory, "g"), release, 1));
        pool.shutdown();
        assertThat(future.isDone()).isFalse();
        assertThat(pool.awaitTermination(100, TimeUnit.MILLISECONDS)).isFalse();
        release.open();
        assertThat(ask(future)).isEqualTo(1);
        Awaitility.await().until(pool::isTerminated);
    }

    // EXE-24, EXE-25, EXE-27, EXE-28
    @Test
    void workersCanBeEndedByForce() throws Exception {
        for (boolean byKill : new boolean[] {false, true}) {
            var pool = ProcessPool.open(2);
            var started = Gate.in(directory, "started-" + byKill);
            var release = Gate.in(directory, "release-" + byKill);
            var ended = Gate.in(directory, "ended-" + byKill);
            var future = pool.submit(Errands.passing(started, release, ended));
            started.await();
            if (byKill) {
                pool.killWorkers();
            } else {
                pool.terminateWorkers();
            }
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            release.open();
            assertThat(future.isDone()).isTrue();
            assertThat(future.state()).isNotEqualTo(Future.State.SUCCESS);
            assertThat(ended.isOpen()).isFalse();
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }

    // EXE-26
    @Test
    void aForcedEndOfAPoolThatHasNoWorkersDoesNothing() throws Exception {
        var pool = ProcessPool.open(o -> o.withWorkers(0, 2));
        pool.killWorkers();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        var other = ProcessPool.open(o -> o.withWorkers(0, 2));
        other.terminateWorkers();
        assertThat(other.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    // EXE-22, EXE-34, LOK-04
    @Test
    @Tag("spawn-only")
    void aForgottenPoolEndsByItself() throws Exception {
        var release = Gate.in(directory, "release");
        var futures = submitToAForgottenPool(release);
        assertThat(futures).noneMatch(Future::isDone);
        release.open();
        for (int i = 0; i < futures.size(); i++) {
            assertThat(ask(futures.get(i))).isEqualTo(i); // NothingLeft awaits its workers' end
        }
        Awaitility.await()
                .until(
                        () -> {
                            System.gc();
                            return ProcessHandle.current().children().findAny().isEmpty();
                        });
    }

    private List<Future<Integer>> submitToAForgottenPool(Gate release) {
        var pool = ProcessPool.open(2);
        var futures = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 10; i++) {
            var started = Gate.in(directory, "started" + i);
            futures.add(pool.submit(Errands.meeting(started, release, i)));
        }
        return futures;
    }

    @Test
    void statusCountsWhatEnded() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            for (int i = 0; i < 3; i++) {
                ask(pool.submit(() -> 1));
            }
            assertThatThrownBy(() -> ask(pool.submit(Errands.throwingChecked("torn")))).isNotNull();
            var status = pool.status();
            assertThat(status.workers()).isEqualTo(2);
            assertThat(status.queued()).isEqualTo(0);
            assertThat(status.running()).isEqualTo(0);
            assertThat(status.completed()).isEqualTo(3);
            assertThat(status.failed()).isEqualTo(1);
            assertThat(status.restarts()).isEqualTo(0);
            assertThat(status.tasks()).isEmpty();
        }
    }
}
