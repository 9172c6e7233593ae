package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

/// One task at a time through an idle pool: the wait of somebody who needs each answer before the
/// next question.
public final class PoolRoundTrip {
    private PoolRoundTrip() {}

    public static void main(String[] arguments) throws Exception {
        try (var pool = ProcessPool.open(2)) {
            int[] counter = {0};
            Measurement.of(arguments).report("us", () -> sample(pool, counter[0]++));
        }
    }

    private static double sample(ProcessPool pool, int argument) throws Exception {
        long begin = System.nanoTime();
        int result = pool.apply((Integer x) -> x, argument).get();
        double micros = (System.nanoTime() - begin) / 1e3;
        Measurement.check(result == argument, "result=" + result + ", argument=" + argument);
        return micros;
    }
}
