package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.util.List;
import java.util.stream.IntStream;

/// How much of two workers' time is work, in percent, when a task takes a millisecond.
public final class PoolEfficiency {
    private static final int WORKERS = 2;
    private static final int TASKS = 200;
    private static final long TASK_NANOS = 1_000_000;

    private PoolEfficiency() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> items = IntStream.range(0, TASKS).boxed().toList();
        try (var pool = ProcessPool.open(WORKERS)) {
            Measurement.of(arguments).report("%", () -> sample(pool, items));
        }
    }

    private static double sample(ProcessPool pool, List<Integer> items) throws Exception {
        long begin = System.nanoTime();
        List<Integer> results = pool.map(PoolEfficiency::work, items);
        double elapsed = System.nanoTime() - begin;
        Measurement.check(results.equals(items), "the results differ from the items");
        return 100.0 * TASKS * TASK_NANOS / WORKERS / elapsed;
    }

    private static int work(int item) {
        long end = System.nanoTime() + TASK_NANOS;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return item;
    }
}
