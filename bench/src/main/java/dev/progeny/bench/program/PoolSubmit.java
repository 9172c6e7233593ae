package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Tasks a second when all are submitted one by one before the first answer is looked at. By
/// `submit` each task is a lambda of its own with what it captured; by `apply` a function the
/// workers know already, with an argument, which is what Python's `apply_async` sends.
public final class PoolSubmit {
    private static final int TASKS = 10_000;

    private PoolSubmit() {}

    /// One way to hand a number to a worker that gives it back.
    @FunctionalInterface
    private interface Way {
        CompletableFuture<Integer> send(ProcessPool pool, int number);
    }

    public static void main(String[] arguments) throws Exception {
        Way way =
                switch (arguments[0]) {
                    case "submit" -> (pool, number) -> pool.submit(() -> number);
                    case "apply" -> (pool, number) -> pool.apply((Integer x) -> x, number);
                    default ->
                            throw new IllegalArgumentException(
                                    "submit or apply, not " + arguments[0]);
                };
        try (var pool = ProcessPool.open(2)) {
            Measurement.of(arguments).report("/s", () -> sample(pool, way));
        }
    }

    private static double sample(ProcessPool pool, Way way) throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>(TASKS);
        long begin = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            futures.add(way.send(pool, i));
        }
        for (int i = 0; i < TASKS; i++) {
            int result = futures.get(i).get();
            Measurement.check(result == i, "result=" + result + ", argument=" + i);
        }
        return TASKS / ((System.nanoTime() - begin) / 1e9);
    }
}
