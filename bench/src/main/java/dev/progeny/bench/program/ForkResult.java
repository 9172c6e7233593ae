package dev.progeny.bench.program;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.StartMethod;

import java.util.concurrent.locks.LockSupport;

/// From the start of a child to the result of the lambda it was given, as [SpawnResult], but of a
/// fork: of a template that is forked then, or of a spare that has been waiting.
public final class ForkResult {
    /// A spare is made within this time, outside the clock.
    private static final long PAUSE_NANOS = 60_000_000;

    private ForkResult() {}

    public static void main(String[] arguments) throws Exception {
        boolean isSpare = arguments[0].equals("spare");
        System.setProperty("dev.progeny.spares", isSpare ? "1" : "0");
        int[] counter = {0};
        Measurement.of(arguments).report("ms", () -> sample(counter[0]++, isSpare));
        ChildProcess.endTemplates();
    }

    /// Python's fork server imports the main module; this loads this class.
    private static void preload() {}

    private static double sample(int captured, boolean isSpare) throws Exception {
        if (isSpare) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        long begin = System.nanoTime();
        try (var child =
                ChildProcess.start(
                        o ->
                                o.withStartMethod(StartMethod.FORKSERVER)
                                        .withPreload(ForkResult::preload),
                        () -> captured * 3 + 1)) {
            int result = child.result().get();
            double millis = (System.nanoTime() - begin) / 1e6;
            Measurement.check(result == captured * 3 + 1, "result=" + result);
            return millis;
        }
    }
}
