package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.util.List;
import java.util.stream.IntStream;

/// How much of two workers' time is work, in percent, when the last tenth of the items of a map
/// take forty times as long as the others.
public final class PoolUneven {
    private static final int WORKERS = 2;
    private static final int ITEMS = 400;
    private static final int SLOW_FROM = 360;
    private static final long FAST_NANOS = 100_000;
    private static final long SLOW_NANOS = 4_000_000;

    private PoolUneven() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        try (var pool = ProcessPool.open(WORKERS)) {
            Measurement.of(arguments).report("%", () -> sample(pool, items));
        }
    }

    private static double sample(ProcessPool pool, List<Integer> items) throws Exception {
        long begin = System.nanoTime();
        List<Integer> results = pool.map(PoolUneven::work, items);
        double elapsed = System.nanoTime() - begin;
        Measurement.check(results.equals(items), "the results differ from the items");
        double work = SLOW_FROM * FAST_NANOS + (ITEMS - SLOW_FROM) * SLOW_NANOS;
        return 100.0 * work / WORKERS / elapsed;
    }

    private static int work(int item) {
        long end = System.nanoTime() + (item < SLOW_FROM ? FAST_NANOS : SLOW_NANOS);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return item;
    }
}
