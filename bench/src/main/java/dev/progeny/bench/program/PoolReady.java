package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.StartMethod;

import java.util.List;

/// From the opening of a pool of two to the first answer out of it. The archive of workers is made
/// before the clock runs; with the argument `plain` they boot without. With `fork` they are forks
/// of a template that was warm before, as Python's fork server is.
public final class PoolReady {
    private PoolReady() {}

    public static void main(String[] arguments) throws Exception {
        Archive.set(List.of(arguments).contains("plain") ? "off" : "now");
        var method =
                List.of(arguments).contains("fork") ? StartMethod.FORKSERVER : StartMethod.SPAWN;
        int[] counter = {0};
        Measurement.of(arguments).report("ms", () -> sample(counter[0]++, method));
        ChildProcess.endTemplates();
    }

    private static double sample(int argument, StartMethod method) throws Exception {
        long begin = System.nanoTime();
        try (var pool =
                ProcessPool.open(
                        o -> o.withWorkers(2).withLaunch(l -> l.withStartMethod(method)))) {
            int result = pool.apply((Integer x) -> x, argument).get();
            double millis = (System.nanoTime() - begin) / 1e6;
            Measurement.check(result == argument, "result=" + result + ", argument=" + argument);
            return millis;
        }
    }
}
