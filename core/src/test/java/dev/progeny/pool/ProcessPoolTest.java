package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

@Tag("process")
class ProcessPoolTest {
    @Test
    void runsTasksInOtherProcesses() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            assertThat(pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS))
                    .isNotEqualTo(ProcessHandle.current().pid());
            assertThat(pool.map(x -> x * x, List.of(1, 2, 3))).containsExactly(1, 4, 9);
            assertThat(
                            IntStream.range(0, 1000)
                                    .boxed()
                                    .gather(pool.mapping(x -> x + 1))
                                    .limit(10)
                                    .toList())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).boxed().toList());
        }
    }

    @Test
    @Tag("crash")
    void aDeadWorkerFailsOnlyItsTask() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            var doomed =
                    pool.submit(
                            () -> {
                                Runtime.getRuntime().halt(0);
                            });
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                others.add(pool.submit(() -> n));
            }
            assertThatThrownBy(() -> doomed.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("exit code 0");
            for (int i = 0; i < 100; i++) {
                assertThat(others.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
    }
}
