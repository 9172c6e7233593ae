package dev.progeny.bench.program;

import net.viktorc.pp4j.api.JavaProcessExecutorService;
import net.viktorc.pp4j.impl.ProcessExecutors;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/// What [PoolSubmit] does, by PP4J: its tasks travel as text over the standard streams. Fewer of
/// them a sample, since it is slower.
public final class Pp4jSubmit {
    private static final int TASKS = 500;

    private Pp4jSubmit() {}

    /// A lambda that can travel there.
    private interface Task extends Callable<Integer>, Serializable {}

    public static void main(String[] arguments) throws Exception {
        var pool = ProcessExecutors.newFixedJavaProcessPool(2);
        try {
            Measurement.of(arguments).report("/s", () -> sample(pool));
        } finally {
            pool.shutdown();
        }
    }

    private static double sample(JavaProcessExecutorService pool) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>(TASKS);
        long begin = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            futures.add(pool.submit((Task) () -> number));
        }
        for (int i = 0; i < TASKS; i++) {
            int result = futures.get(i).get();
            Measurement.check(result == i, "result=" + result + ", argument=" + i);
        }
        return TASKS / ((System.nanoTime() - begin) / 1e9);
    }
}
