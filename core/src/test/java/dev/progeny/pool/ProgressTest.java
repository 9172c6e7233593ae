package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/// What a pool shows of its work.
class ProgressTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ProcessPool pool() {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return ProcessPool.open(o -> o.withWorkers(2).inProcess().withProgress(stream));
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    // PAIN-31
    @Test
    void aLineTellsCountRateTimeLeftFailuresAndBusyWorkers() {
        var moment = new Progress.Moment("pool-1", 2_500, 10_000, 3, 4, 5 * SECOND);

        assertThat(moment.line())
                .isEqualTo(
                        "pool-1: 2,500 of 10,000 tasks (25%), 500 tasks/s, 15 s left, 3 failed,"
                                + " 4 busy");
        assertThat(new Progress.Moment("pool-1", 1, 1_000, 0, 1, SECOND).line())
                .as("no guess from so little")
                .doesNotContain("left");
        assertThat(new Progress.Moment("pool-1", 100, 10_000, 0, 1, SECOND * 2).line())
                .doesNotContain("left");
        assertThat(new Progress.Moment("pool-1", 200, 10_000, 0, 1, SECOND * 2).line())
                .contains("1 min 38 s left");
    }

    @Test
    void aBarFitsALineOfAnyTerminal() {
        assertThat(new Progress.Moment("pool-1", 50, 100, 0, 2, SECOND).bar())
                .startsWith("pool-1 [##########..........]  50%, 50 tasks/s, 1 s left");
        for (long done : new long[] {0, 1, 1_000_000_000_000L}) {
            for (String name : List.of("p", "pool-" + "9".repeat(30))) {
                var moment = new Progress.Moment(name, done, 1_000_000_000_000L, 1_000_000, 64, 1);
                assertThat(moment.bar()).hasSizeLessThan(120).doesNotContain("\n");
            }
            var usual = new Progress.Moment("pool-12", done, 1_000_000_000_000L, 99, 64, SECOND);
            assertThat(usual.bar()).hasSizeLessThan(80);
        }
    }

    @Test
    void whatWasDoneIsToldWhenAllIsDone() throws Exception {
        try (var pool = pool()) {
            pool.map(o -> o.withChunkSize(7), x -> x, IntStream.range(0, 1000).boxed().toList());
            Awaitility.await().until(() -> shown().contains("1,000 of 1,000 tasks (100%)"));

            pool.submit(Errands.throwingUnchecked("no")).exceptionally(thrown -> null).join();
            Awaitility.await().until(() -> shown().contains("1 of 1 tasks (100%)"));
            assertThat(shown()).contains("1 failed");
        }
    }

    @Test
    void aPoolThatIsClosedAtOnceTellsTheEndAllTheSame() throws Exception {
        try (var pool = pool()) {
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        }
        Awaitility.await().until(() -> shown().contains("1 of 1 tasks (100%)"));
    }

    @Test
    void whoDoesNotAskSeesNothing() throws Exception {
        var before = System.err;
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).inProcess())) {
            assertThat(pool.call(() -> 42)).isEqualTo(42);
        } finally {
            System.setErr(before);
        }
        assertThat(shown()).isEmpty();
    }
}
