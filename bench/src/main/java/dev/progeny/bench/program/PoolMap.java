package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.util.List;
import java.util.stream.IntStream;

/// Items a second through a map that chooses its own chunks.
public final class PoolMap {
    private static final int ITEMS = 1_000_000;

    private PoolMap() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        try (var pool = ProcessPool.open(2)) {
            Measurement.of(arguments).report("/s", () -> sample(pool, items));
        }
    }

    private static double sample(ProcessPool pool, List<Integer> items) throws Exception {
        long begin = System.nanoTime();
        List<Integer> results = pool.map(x -> x, items);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Measurement.check(results.equals(items), "the results differ from the items");
        return items.size() / seconds;
    }
}
