package dev.progeny.bench.program;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The limit of [PoolSubmit]: the same work in the JDK's pool of two threads, where a task travels
/// by reference and nothing can crash but everything.
public final class ThreadSubmit {
    private static final int TASKS = 10_000;

    private ThreadSubmit() {}

    public static void main(String[] arguments) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Measurement.of(arguments).report("/s", () -> sample(pool));
        }
    }

    private static double sample(ExecutorService pool) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>(TASKS);
        long begin = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            futures.add(pool.submit(() -> number));
        }
        for (int i = 0; i < TASKS; i++) {
            int result = futures.get(i).get();
            Measurement.check(result == i, "result=" + result + ", argument=" + i);
        }
        return TASKS / ((System.nanoTime() - begin) / 1e9);
    }
}
