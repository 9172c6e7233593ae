package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ThisProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Pools in workers of pools: they share the processors, end with their worker, and end somewhere.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class PoolNestingTest {
    private static final int LEVELS = 3;

    /// The promise; a busy machine needs its time to take a JVM down.
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration GRACE_OF_A_BUSY_MACHINE = Duration.ofSeconds(4);

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// Eight processors for the one worker of the first level, so two for each of the four workers
    /// of the second, and one for each of the two that a pool has there by default.
    @Test
    void eachLevelDividesWhatItWasGiven() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withLaunch(l -> l.withCpus(8)))) {
            assertThat(ask(pool.submit(PoolNestingTest::sharesBelow)))
                    .containsExactly("cpus=8", "cpus=2", "workers=2", "cpus=1", "workers=1");
        }
    }

    private static List<String> sharesBelow() throws Exception {
        var shares = new ArrayList<>(List.of("cpus=" + ThisProcess.availableCpus()));
        try (var second = ProcessPool.open(o -> o.withWorkers(0, 4))) {
            shares.addAll(ask(second.submit(PoolNestingTest::sharesOfDefault)));
        }
        return shares;
    }

    private static List<String> sharesOfDefault() throws Exception {
        var shares = new ArrayList<>(List.of("cpus=" + ThisProcess.availableCpus()));
        try (var third = ProcessPool.open()) {
            shares.add("workers=" + third.status().workers());
            shares.add(ask(third.submit(() -> "cpus=" + ThisProcess.availableCpus())));
            shares.add(
                    ask(
                            third.submit(
                                    () -> {
                                        try (var fourth = ProcessPool.open()) {
                                            return "workers=" + fourth.status().workers();
                                        }
                                    })));
        }
        return shares;
    }

    private static int descend(int levels, String place) throws Exception {
        var sign = Path.of(place, "level" + levels + "-" + ProcessHandle.current().pid());
        Files.createFile(sign);
        if (levels == 1) {
            Signals.hang();
        }
        try (var pool = ProcessPool.open(1)) {
            return pool.submit(() -> descend(levels - 1, place)).get();
        }
    }

    private List<ProcessHandle> awaitTree() throws IOException {
        var pids = new ArrayList<Long>();
        Awaitility.await()
                .atMost(Signals.PATIENCE)
                .until(
                        () -> {
                            pids.clear();
                            try (var signs = Files.newDirectoryStream(directory, "level*")) {
                                for (var sign : signs) {
                                    String name = sign.getFileName().toString();
                                    pids.add(Long.parseLong(name.substring(name.indexOf('-') + 1)));
                                }
                            }
                            return pids.size() == LEVELS;
                        });
        return pids.stream().map(pid -> ProcessHandle.of(pid).orElseThrow()).toList();
    }

    private static Duration untilAllHaveGone(List<ProcessHandle> tree) {
        long start = System.nanoTime();
        Awaitility.await("nobody outlives its worker")
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(SOON.plus(GRACE_OF_A_BUSY_MACHINE))
                .until(() -> tree.stream().noneMatch(FaultParentTest::isRunning));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    // X-EXE-06
    @Test
    void aKilledWorkerTakesItsWholeTreeAlong() throws Exception {
        String place = directory.toString();
        try (var pool = ProcessPool.open(1)) {
            var hanging = pool.submit(() -> descend(LEVELS, place));
            var tree = awaitTree();
            long top = ProcessHandle.current().children().findFirst().orElseThrow().pid();

            assertThat(Signals.send("KILL", top)).isTrue();

            var time = untilAllHaveGone(tree);
            System.out.println("a tree of three has gone after " + time.toMillis() + " ms");
            assertThatThrownBy(() -> ask(hanging)).hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
    }

    @Test
    void aCancelledTaskThatHoldsOutTakesItsWholeTreeAlong() throws Exception {
        String place = directory.toString();
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withStopGrace(Duration.ZERO))) {
            var hanging = pool.submit(() -> descend(LEVELS, place));
            var tree = awaitTree();

            hanging.cancel(true);

            untilAllHaveGone(tree);
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
    }

    /// A process that Progeny knows nothing of.
    @Test
    void aKilledTaskTakesAlongWhatItStartedByItself() throws Exception {
        var pidFile = directory.resolve("pid");
        String place = pidFile.toString();
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withStopGrace(Duration.ZERO))) {
            var hanging =
                    pool.submit(
                            () -> {
                                var sleep = new ProcessBuilder("sleep", "600").start();
                                Files.writeString(Path.of(place), sleep.pid() + "\n");
                                Signals.hang();
                            });
            Awaitility.await().until(() -> Files.exists(pidFile) && Files.size(pidFile) > 1);
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            var stranger = ProcessHandle.of(pid).orElseThrow();

            hanging.cancel(true);

            untilAllHaveGone(List.of(stranger));
        }
    }

    @Test
    void poolsThatAreNestedTooDeepAreRefused() throws Exception {
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1)
                                        .withLaunch(
                                                l -> l.withJvmOptions("-Ddev.progeny.depth=1")))) {
            var deep =
                    pool.submit(
                            () -> {
                                try (var another = ProcessPool.open(1)) {
                                    return another.call(() -> 1);
                                }
                            });

            assertThatThrownBy(() -> ask(deep))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nested too deep: depth=1");
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
    }
}
