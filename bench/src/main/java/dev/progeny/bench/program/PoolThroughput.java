package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.util.List;
import java.util.stream.IntStream;

/// Tasks a second when each travels in a message of its own.
public final class PoolThroughput {
    private static final int TASKS = 20_000;

    private PoolThroughput() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> items = IntStream.range(0, TASKS).boxed().toList();
        try (var pool = ProcessPool.open(2)) {
            Measurement.of(arguments).report("/s", () -> sample(pool, items));
        }
    }

    private static double sample(ProcessPool pool, List<Integer> items) throws Exception {
        long begin = System.nanoTime();
        List<Integer> results = pool.map(o -> o.withChunkSize(1), x -> x, items);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Measurement.check(results.equals(items), "the results differ from the items");
        return items.size() / seconds;
    }
}
