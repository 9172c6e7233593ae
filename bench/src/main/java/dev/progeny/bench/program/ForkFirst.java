package dev.progeny.bench.program;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.StartMethod;

import java.util.Arrays;

/// From the start of a child that is a fork of this JVM to the first instruction of its task. The
/// heap holds 64 MB that are in use.
public final class ForkFirst {
    private static final byte[][] HEAP = new byte[64][1 << 20];

    private ForkFirst() {}

    public static void main(String[] arguments) throws Exception {
        for (byte[] part : HEAP) {
            Arrays.fill(part, (byte) 1);
        }
        Measurement.of(arguments).report("ms", ForkFirst::sample);
    }

    /// Parent and child have the same clock.
    private static double sample() throws Exception {
        long begin = System.nanoTime();
        try (var child =
                ChildProcess.start(
                        o -> o.withStartMethod(StartMethod.FORK), () -> System.nanoTime())) {
            double millis = (child.result().get() - begin) / 1e6;
            Measurement.check(child.join().isSuccess(), "end=" + child.exitStatus());
            return millis;
        }
    }
}
