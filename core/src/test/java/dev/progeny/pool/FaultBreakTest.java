package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.StartException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Workers that cannot start, or die too often: what breaks a pool, and what does not.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultBreakTest {
    /// After so many a pool is given up if no other worker is left.
    private static final int MOST_KILLED_STARTS = 20;

    @TempDir Path directory;

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Tag("spawn-only")
    void workersThatCannotBootBreakThePoolWithTheJvmsOwnWords() throws Exception {
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1)
                                        .withLaunch(l -> l.withJvmOptions("-XX:+NoSuchOption")))) {
            var future = pool.submit(() -> 1);

            assertThatThrownBy(() -> get(future))
                    .hasCauseInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("3 workers in a row")
                    .hasMessageContaining("NoSuchOption");
        }
    }

    @Test
    void workersThatAreKilledWhileBootingDoNotBreakAPoolInWhichAnotherWorks() throws Exception {
        var booted = directory.resolve("booted").toString();
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(4).withInitializer(() -> liveIfFirst(booted)))) {
            Awaitility.await()
                    .atMost(Signals.PATIENCE)
                    .until(() -> pool.status().restarts() > MOST_KILLED_STARTS);

            assertThat(get(pool.submit(() -> 7))).isEqualTo(7);
        }
    }

    private static void liveIfFirst(String file) throws Exception {
        try {
            Files.createFile(Path.of(file));
        } catch (FileAlreadyExistsException e) {
            Signals.raise("KILL");
        }
    }

    @Test
    void restartLimitBreaksThePool() throws Exception {
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(1).withRestartLimit(2, Duration.ofMinutes(1)))) {
            for (int i = 0; i < 3; i++) {
                var dying = pool.submit(() -> Runtime.getRuntime().halt(5));
                assertThatThrownBy(() -> get(dying))
                        .hasCauseInstanceOf(WorkerDiedException.class)
                        .hasMessageContaining("exit code 5");
            }
            Awaitility.await().atMost(Signals.PATIENCE).until(pool::isTerminated);
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .hasMessageContaining("limit of 2")
                    .cause()
                    .isInstanceOf(PoolBrokenException.class)
                    .satisfies(FaultBreakTest::tellsOfThreeDeaths);
        }
    }

    private static void tellsOfThreeDeaths(Throwable broken) {
        assertThat(broken.getSuppressed())
                .hasSize(3)
                .allSatisfy(
                        death ->
                                assertThat(death)
                                        .isInstanceOf(WorkerDiedException.class)
                                        .hasMessageMatching(
                                                "pool-\\d+-worker-\\d+ \\(pid \\d+\\) died while"
                                                        + " running task \\d: exit code 5"));
    }

    @Test
    void mapOverAPoolThatBreaksEnds() { // PEB-14
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(2).withRestartLimit(3, Duration.ofMinutes(1)))) {
            var stream = IntStream.range(0, 100).boxed();

            assertThatThrownBy(
                            () ->
                                    stream.gather(
                                                    pool.mappingUnordered(
                                                            x -> {
                                                                Runtime.getRuntime().halt(x);
                                                                return x;
                                                            }))
                                            .toList())
                    .hasCauseInstanceOf(WorkerDiedException.class);
        }
    }

    @Test
    void programThatDoesNotExistIsSaidWhenThePoolIsOpened() {
        var nowhere = directory.resolve("java");

        assertThatThrownBy(() -> ProcessPool.open(o -> o.withLaunch(l -> l.withJava(nowhere))))
                .isInstanceOf(StartException.class);
    }

    @Test
    @Tag("spawn-only")
    void poolThatCannotReplaceItsOnlyWorkerBreaksAndSaysWhy() throws Exception {
        var java = directory.resolve("java");
        var real = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.createSymbolicLink(java, real);
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withLaunch(l -> l.withJava(java)))) {
            var worker = get(pool.submit(() -> ProcessHandle.current().pid()));
            Files.delete(java);
            assertThat(Signals.send("KILL", worker)).isTrue();
            Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().workers() == 0);

            var next = pool.submit(() -> 1);

            assertThatThrownBy(() -> get(next))
                    .hasCauseInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("cannot be started")
                    .hasMessageContaining(java.toString());
        }
    }
}
