package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.util.List;

/// From the opening of a pool of two to the first answer out of it. The archive of workers is made
/// before the clock runs; with the argument `plain` they boot without.
public final class PoolReady {
    private PoolReady() {}

    public static void main(String[] arguments) throws Exception {
        Archive.set(List.of(arguments).contains("plain") ? "off" : "now");
        int[] counter = {0};
        Measurement.of(arguments).report("ms", () -> sample(counter[0]++));
    }

    private static double sample(int argument) throws Exception {
        long begin = System.nanoTime();
        try (var pool = ProcessPool.open(2)) {
            int result = pool.apply((Integer x) -> x, argument).get();
            double millis = (System.nanoTime() - begin) / 1e6;
            Measurement.check(result == argument, "result=" + result + ", argument=" + argument);
            return millis;
        }
    }
}
