package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.progeny.NothingLeft;
import dev.progeny.task.RemoteCallable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Attempts: only where asked for, no more than asked for, and all of them told.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class PoolRetryTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration FAR = Duration.ofMinutes(10);

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> ask(future)).getCause();
    }

    /// Runs of a task in several processes, counted by files.
    private record Runs(String directory, String name) implements Serializable {

        /// @return how many there are now
        int add() throws IOException {
            Files.createTempFile(Path.of(directory), name + "-", "");
            return count();
        }

        int count() throws IOException {
            try (var files = Files.newDirectoryStream(Path.of(directory), name + "-*")) {
                int count = 0;
                for (var _ : files) {
                    count++;
                }
                return count;
            }
        }
    }

    private Runs runs(String name) {
        return new Runs(directory.toString(), name);
    }

    private static RemoteCallable<Integer> failingTwice(Runs runs) {
        return () -> {
            int run = runs.add();
            if (run <= 2) {
                throw new IllegalStateException("run " + run);
            }
            return run;
        };
    }

    @Test
    void aTaskThatFailsIsTriedAgainWhereAsked() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            var task = failingTwice(runs("task"));

            assertThat(ask(pool.submit(o -> o.withRetries(2).withBackoff(SOON, SOON), task)))
                    .isEqualTo(3);
            assertThat(pool.status().completed()).isEqualTo(1);
            assertThat(pool.status().failed()).isZero();
        }
    }

    @Test
    void aPoisonTaskIsHandedBackWithAllItsAttempts() throws Exception {
        var runs = runs("poison");
        try (var pool = ProcessPool.open(1)) {
            var poison =
                    pool.submit(
                            o -> o.withRetries(2).withBackoff(SOON, SOON),
                            () -> {
                                int run = runs.add();
                                if (run == 2) {
                                    Runtime.getRuntime().halt(3);
                                }
                                throw new IllegalStateException("run " + run);
                            });

            var failure = failureOf(poison);
            assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("run 3");
            assertThat(failure.getSuppressed()).hasSize(2);
            assertThat(failure.getSuppressed()[0]).hasMessage("run 1");
            assertThat(failure.getSuppressed()[1]).isInstanceOf(WorkerDiedException.class);
            assertThat(runs.count()).isEqualTo(3);
        }
    }

    @Test
    void anotherKindOfFailureIsNotTriedAgain() throws Exception {
        try (var pool = ProcessPool.open(1)) {
            var thrown = runs("thrown");
            var died = runs("died");

            var throwing =
                    pool.submit(
                            o -> o.withRetries(3, RetryOn.DEATH, RetryOn.TIMEOUT),
                            failingTwice(thrown));
            var dying =
                    pool.submit(
                            o -> o.withRetries(3, RetryOn.EXCEPTION),
                            () -> {
                                died.add();
                                Runtime.getRuntime().halt(3);
                            });

            assertThat(failureOf(throwing)).hasMessage("run 1").hasNoSuppressedExceptions();
            assertThat(failureOf(dying)).isInstanceOf(WorkerDiedException.class);
            assertThat(thrown.count()).isEqualTo(1);
            assertThat(died.count()).isEqualTo(1);
        }
    }

    @Test
    void aDeathIsTriedAgainWhereAsked() throws Exception {
        var runs = runs("death");
        try (var pool = ProcessPool.open(2)) {
            var future =
                    pool.submit(
                            o -> o.withRetries(1, RetryOn.DEATH).withBackoff(SOON, SOON),
                            () -> {
                                if (runs.add() == 1) {
                                    Signals.raise("KILL");
                                }
                                return "alive";
                            });

            assertThat(ask(future)).isEqualTo("alive");
            assertThat(pool.status().restarts()).isEqualTo(1);
        }
    }

    @Test
    void aLateItemOfAMapIsTriedAgainAndNoOtherOneIs() throws Exception {
        var hangs = runs("hangs");
        var others = runs("others");
        try (var pool =
                ProcessPool.open(o -> o.withWorkers(2).withStopGrace(Duration.ofMillis(50)))) {
            List<Integer> results =
                    pool.map(
                            o ->
                                    o.withTimeout(Duration.ofMillis(300))
                                            .withRetries(1, RetryOn.TIMEOUT)
                                            .withBackoff(SOON, SOON),
                            x -> {
                                if (x != 50) {
                                    others.add();
                                } else if (hangs.add() == 1) {
                                    Signals.hang();
                                }
                                return x;
                            },
                            IntStream.range(0, 100).boxed().toList());

            assertThat(results).isEqualTo(IntStream.range(0, 100).boxed().toList());
            assertThat(hangs.count()).isEqualTo(2);
            assertThat(others.count()).isEqualTo(99);
        }
    }

    @Test
    void anItemThatKillsItsWorkersFailsTheMapWithAllItsAttempts() {
        try (var pool = ProcessPool.open(1)) {
            var map =
                    pool.mapAsync(
                            o -> o.withRetries(1).withBackoff(SOON, SOON),
                            x -> {
                                if (x == 1) {
                                    Runtime.getRuntime().halt(3);
                                }
                                return x;
                            },
                            List.of(0, 1, 2));

            var failure = failureOf(map);
            assertThat(failure)
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("item 1");
            assertThat(failure.getSuppressed()).hasOnlyElementsOfType(WorkerDiedException.class);
            assertThat(failure.getSuppressed()).hasSize(1);
        }
    }

    @Test
    void aTaskBetweenTwoAttemptsCanBeCancelled() throws Exception {
        var runs = runs("cancelled");
        try (var pool = ProcessPool.open(1)) {
            var future =
                    pool.submit(o -> o.withRetries(2).withBackoff(FAR, FAR), failingTwice(runs));
            Awaitility.await().until(() -> runs.count() == 1);
            Awaitility.await().until(() -> pool.status().running() == 0);
            assertThat(pool.status().queued()).isEqualTo(1);

            assertThat(future.cancel(false)).isTrue();

            assertThat(pool.status().queued()).isZero();
        } // close would wait ten minutes for another attempt
        assertThat(runs.count()).isEqualTo(1);
    }

    @Test
    void aForcedEndCancelsWhatWaitsForAnotherAttempt() throws Exception {
        var runs = runs("stopped");
        try (var pool = ProcessPool.open(1)) {
            var future =
                    pool.submit(o -> o.withRetries(2).withBackoff(FAR, FAR), failingTwice(runs));
            Awaitility.await().until(() -> runs.count() == 1 && pool.status().running() == 0);

            assertThat(pool.shutdownNow()).isEmpty();

            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(future).isCancelled();
        }
    }

    @Test
    void aShutdownStillMakesTheAttemptsThatAreLeft() throws Exception {
        CompletableFuture<Integer> future;
        try (var pool = ProcessPool.open(1)) {
            future =
                    pool.submit(
                            o -> o.withRetries(2).withBackoff(SOON, SOON),
                            failingTwice(runs("drained")));
        }
        assertThat(future.resultNow()).isEqualTo(3);
    }

    @Test
    void theStatusTellsTheAttempt() throws Exception {
        var runs = runs("status");
        var release = Gate.in(directory, "release");
        try (var pool = ProcessPool.open(1)) {
            var future =
                    pool.submit(
                            o -> o.withRetries(1).withBackoff(SOON, SOON).withLabel("again"),
                            () -> {
                                if (runs.add() == 1) {
                                    throw new IllegalStateException("first");
                                }
                                release.await();
                                return "second";
                            });

            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(pool.status().tasks())
                                            .anyMatch(
                                                    task ->
                                                            task.attempt() == 2
                                                                    && task.description()
                                                                            .contains("again")));
            release.open();
            assertThat(ask(future)).isEqualTo("second");
        }
    }

    @Test
    void retriesAndPausesBelowZeroAreRefused() {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).inProcess())) {
            assertThatThrownBy(() -> pool.submit(o -> o.withRetries(-1), () -> 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.submit(o -> o.withBackoff(FAR, SOON), () -> 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
