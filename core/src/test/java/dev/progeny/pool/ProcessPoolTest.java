package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /// A result that uses the pool while it is decoded, in the middle of another one's `get`.
    @Test
    void aResultMayUseThePoolWhileItIsDecoded() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            Asking.pool = pool;

            Asking answer = pool.submit(() -> new Asking()).get(30, TimeUnit.SECONDS);

            assertThat(answer.heard).isEqualTo(42);
        } finally {
            Asking.pool = null;
        }
    }

    private static final class Asking implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("NullAway") // only null between tests
        private static volatile ProcessPool pool;

        private transient int heard;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            try {
                heard = pool.submit(() -> 42).get(30, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IOException(e);
            }
        }
    }
}
