package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A pool that has run many tasks is as large as one that has run a few, on both sides.
@Tag("process")
@ExtendWith(NothingLeft.class)
class FaultMemoryTest {
    private static final int OUTSTANDING = 1000;
    private static final long ROUGHLY_NOTHING = 8 << 20;

    @Test
    void memoryIsFlatOverManyTasks() throws Exception {
        run(200_000);
    }

    @Test
    @Tag("long")
    void memoryIsFlatOverTenMillionTasks() throws Exception {
        run(10_000_000);
    }

    private static void run(int tasks) throws Exception {
        try (var pool = ProcessPool.open(1)) {
            submit(pool, tasks / 10);
            long mine = used();
            long itsOwn = pool.submit(FaultMemoryTest::used).get(30, TimeUnit.SECONDS);

            submit(pool, tasks);

            assertThat(used() - mine).isLessThan(ROUGHLY_NOTHING);
            assertThat(pool.submit(FaultMemoryTest::used).get(30, TimeUnit.SECONDS) - itsOwn)
                    .isLessThan(ROUGHLY_NOTHING);
            assertThat(pool.status().restarts()).isZero();
        }
    }

    private static void submit(ProcessPool pool, int tasks) throws Exception {
        var outstanding = new ArrayDeque<CompletableFuture<Integer>>();
        for (int i = 0; i < tasks; i++) {
            int n = i;
            outstanding.add(pool.submit(() -> n));
            if (outstanding.size() == OUTSTANDING) {
                outstanding.remove().get(30, TimeUnit.SECONDS);
            }
        }
        while (!outstanding.isEmpty()) {
            outstanding.remove().get(30, TimeUnit.SECONDS);
        }
    }

    /// Bytes that objects take that are in use.
    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
