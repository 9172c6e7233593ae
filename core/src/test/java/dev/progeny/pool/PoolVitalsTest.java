package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Workers that stand still, and what a pool tells of its workers.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class PoolVitalsTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void anIdleWorkerThatWasStoppedIsReplacedBeforeItsNextTask() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withHeartbeat(SILENCE))) {
            long before = pool.call(PoolVitalsTest::pid);

            Signals.send("STOP", before);

            Awaitility.await().until(() -> pool.status().restarts() == 1);
            assertThat(pool.call(PoolVitalsTest::pid)).isNotEqualTo(before);
        }
    }

    @Test
    void aTaskWhoseWorkerWasStoppedFailsAndSaysWhy() throws Exception {
        var started = Gate.in(directory, "started");
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withHeartbeat(SILENCE))) {
            long before = pool.call(PoolVitalsTest::pid);
            var stopped =
                    pool.submit(
                            () -> {
                                started.open();
                                Signals.hang();
                            });
            var next = pool.submit(() -> 42);
            started.await();

            Signals.send("STOP", before);

            assertThatThrownBy(() -> ask(stopped))
                    .hasCauseInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("no sign of life")
                    .hasMessageContaining("T (stopped)");
            assertThat(ask(next)).isEqualTo(42);
        }
    }

    @Test
    void aBusyWorkerGivesSignsOfLife() throws Exception {
        try (var pool =
                ProcessPool.open(o -> o.withWorkers(1).withHeartbeat(Duration.ofMillis(500)))) {
            var busy =
                    pool.submit(
                            () -> {
                                long start = System.nanoTime();
                                while (System.nanoTime() - start < 1_500_000_000L) {
                                    Thread.onSpinWait();
                                }
                                return pid();
                            });

            assertThat(ask(busy)).isEqualTo(pool.call(PoolVitalsTest::pid));
            assertThat(pool.status().restarts()).isZero();
        }
    }

    /// A pool whose one worker is to survive that both are stopped.
    private static String own(Gate release, String pidFile) throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withHeartbeat(SILENCE))) {
            long before = pool.call(PoolVitalsTest::pid);
            var temporary = Path.of(pidFile + ".tmp");
            Files.writeString(temporary, Long.toString(before));
            Files.move(temporary, Path.of(pidFile));
            release.await();
            long after = pool.call(PoolVitalsTest::pid);
            return after == before ? "the same" : "another one";
        }
    }

    // As when the lid of a laptop is closed; the worker goes on a little later than its parent.
    @Test
    void aWorkerThatWasStoppedTogetherWithItsParentLives() throws Exception {
        var release = Gate.in(directory, "release");
        String pidFile = directory.resolve("pid").toString();
        try (var parent = ChildProcess.start(() -> own(release, pidFile))) {
            Awaitility.await().until(() -> Files.exists(Path.of(pidFile)));
            long worker = Long.parseLong(Files.readString(Path.of(pidFile)));

            Signals.send("STOP", worker);
            Signals.send("STOP", parent.pid());
            Thread.sleep(2 * SILENCE.toMillis());
            Signals.send("CONT", parent.pid());
            Thread.sleep(SILENCE.toMillis() / 4);
            Signals.send("CONT", worker);
            release.open();

            assertThat(ask(parent.result())).isEqualTo("the same");
        }
    }

    @Test
    void anInitializerThatHangsBreaksThePoolInTime() {
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1)
                                        .withInitializer(Signals::hang)
                                        .withInitializerTimeout(Duration.ofMillis(500)))) {
            var future = pool.submit(() -> 42);

            assertThatThrownBy(() -> ask(future))
                    .hasCauseInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("initializer did not end in time")
                    .hasMessageContaining("PT0.5S");
        }
    }

    @Test
    void aListenerHearsOfReadinessFailureAndEnd() throws Exception {
        var events = new ConcurrentLinkedQueue<PoolEvent>();
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1)
                                        .withListener(
                                                event -> {
                                                    events.add(event);
                                                    throw new IllegalStateException("a listener");
                                                }))) {
            var dying = pool.submit(o -> o.withLabel("dying"), () -> Runtime.getRuntime().halt(3));
            assertThatThrownBy(() -> ask(dying)).hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(pool.call(() -> 42)).isEqualTo(42);
            Awaitility.await().until(() -> events.size() == 4);
        }
        var all = List.copyOf(events);
        assertThat(all.get(0)).isInstanceOf(PoolEvent.WorkerReady.class);
        assertThat(all.get(1))
                .isInstanceOfSatisfying(
                        PoolEvent.WorkerEnded.class,
                        ended -> {
                            assertThat(ended.status().code()).isEqualTo(3);
                            assertThat(ended.why()).isEmpty();
                            assertThat(ended.pid()).isEqualTo(all.get(0).pid());
                        });
        assertThat(all.get(2))
                .isInstanceOfSatisfying(
                        PoolEvent.AttemptFailed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(RetryOn.DEATH);
                            assertThat(failed.isTriedAgain()).isFalse();
                            assertThat(failed.task()).contains("dying");
                        });
        assertThat(all.get(3).worker()).isNotEqualTo(all.get(0).worker());
    }
}
