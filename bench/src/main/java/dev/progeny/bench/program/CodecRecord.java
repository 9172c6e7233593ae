package dev.progeny.bench.program;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs [CodecRound] by JMH, in a fork of its own, and prints its figure like any other program.
public final class CodecRecord {
    private static final int ITERATIONS = 4;

    private CodecRecord() {}

    public static void main(String[] arguments) throws Exception {
        long measuring = Measurement.of(arguments).measuring().toMillis();
        TimeValue iteration = TimeValue.milliseconds(Math.max(50, measuring / ITERATIONS));
        RunResult result =
                new Runner(
                                new OptionsBuilder()
                                        .include(CodecRound.class.getName() + ".record$")
                                        .forks(1)
                                        .warmupIterations(ITERATIONS)
                                        .warmupTime(iteration)
                                        .measurementIterations(ITERATIONS)
                                        .measurementTime(iteration)
                                        .verbosity(VerboseMode.SILENT)
                                        .shouldFailOnError(true)
                                        .build())
                        .runSingle();
        Measurement.print("ns", result.getPrimaryResult().getScore());
    }
}
