package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Where the time of workers went, and what took longest.
@Tag("process")
class InsightsTest {
    private static final Duration INIT = Duration.ofMillis(60);
    private static final Duration ITEM = Duration.ofMillis(2);
    private static final Duration SLOW = Duration.ofMillis(150);

    /// Works for so long, by the clock.
    private static int spin(Duration time) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            Thread.onSpinWait();
        }
        return 0;
    }

    private static Duration sum(List<Insights.WorkerTime> workers) {
        return workers.stream()
                .map(Insights.WorkerTime::work)
                .reduce(Duration.ZERO, Duration::plus);
    }

    // PAIN-31
    @Test
    void theTimeOfWorkersAndTheSlowestItemsAreTold() throws Exception {
        int items = 100;
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withInitializer(() -> spin(INIT)))) {
            pool.map(
                    o -> o.withLabel("spinning"),
                    x -> spin(x == 42 ? SLOW : ITEM),
                    IntStream.range(0, items).boxed().toList());

            var insights = pool.insights();

            System.out.println(insights);
            assertThat(insights.workers()).hasSize(2);
            assertThat(insights.workers())
                    .allSatisfy(
                            worker -> {
                                assertThat(worker.worker()).contains("-worker-");
                                assertThat(worker.pid()).isPositive();
                                assertThat(worker.start()).isPositive();
                                assertThat(worker.init()).isGreaterThanOrEqualTo(INIT);
                                assertThat(worker.transfer()).isPositive();
                                assertThat(worker.efficiency()).isBetween(0.0, 1.0);
                            });
            assertThat(insights.workers().stream().mapToLong(Insights.WorkerTime::tasks).sum())
                    .isEqualTo(items);
            assertThat(sum(insights.workers()))
                    .isGreaterThanOrEqualTo(ITEM.multipliedBy(items - 1).plus(SLOW));
            var slowest = insights.slowest().getFirst();
            assertThat(slowest.description()).isEqualTo("item 42 (spinning)");
            assertThat(slowest.time()).isGreaterThanOrEqualTo(SLOW);
            assertThat(insights.slowest()).hasSize(Slowest.MOST);
            assertThat(insights.slowest())
                    .isSortedAccordingTo((a, b) -> b.time().compareTo(a.time()));
            assertThat(insights.gone().units()).isZero();
        }
    }

    @Test
    void aWorkerThatHasGoneIsInTheSum() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withTasksPerWorker(2))) {
            for (int i = 0; i < 5; i++) {
                pool.call(() -> spin(ITEM));
            }
            Awaitility.await().until(() -> pool.insights().gone().units() == 4);

            var insights = pool.insights();
            assertThat(insights.gone().worker()).isEqualTo("2 gone");
            assertThat(insights.gone().work()).isGreaterThanOrEqualTo(ITEM.multipliedBy(4));
            assertThat(insights.toString().lines().count()).isGreaterThanOrEqualTo(1 + 1 + 1 + 5);
        }
    }

    @Test
    void aPoolThatWasClosedStillTells() throws Exception {
        var pool = ProcessPool.open(o -> o.withWorkers(2).inProcess());
        pool.submit(o -> o.withLabel("last"), () -> spin(ITEM)).join();
        pool.close();

        var insights = pool.insights();

        assertThat(insights.workers()).isEmpty();
        assertThat(insights.gone().tasks()).isEqualTo(1);
        assertThat(insights.slowest().getFirst().description()).contains("(last)");
        assertThat(insights.toString()).contains("2 gone", "task 1 (last) in pool-");
    }
}
