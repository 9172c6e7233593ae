package dev.progeny.bench.program;

import dev.progeny.process.ChildProcess;

import java.util.List;

/// From the start of a child to the result of the lambda it was given. The child's end is awaited,
/// but outside the clock: nobody has to wait for it to use the result.
///
/// Its archive is made before the clock runs; with the argument `plain` it boots without.
public final class SpawnResult {
    private SpawnResult() {}

    public static void main(String[] arguments) throws Exception {
        Archive.set(List.of(arguments).contains("plain") ? "off" : "now");
        int[] counter = {0};
        Measurement.of(arguments).report("ms", () -> sample(counter[0]++));
    }

    private static double sample(int captured) throws Exception {
        long begin = System.nanoTime();
        try (var child = ChildProcess.start(() -> captured * 3 + 1)) {
            int result = child.result().get();
            double millis = (System.nanoTime() - begin) / 1e6;
            Measurement.check(result == captured * 3 + 1, "result=" + result);
            return millis;
        }
    }
}
