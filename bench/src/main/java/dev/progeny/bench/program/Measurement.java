package dev.progeny.bench.program;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What all programs share: warm up, take samples until the time is over, print their median.
///
/// The message is the last line of the output: `{"value": 12.5, "unit": "ms", "check": "ok"}`. A
/// sample that finds a wrong result throws, and then there is no message.
final class Measurement {
    private static final int FEWEST_SAMPLES = 3;

    private final Duration measuring;

    private Measurement(Duration measuring) {
        this.measuring = measuring;
    }

    /// One figure; checks the result of the work it timed.
    @FunctionalInterface
    interface Sample {
        double take() throws Exception;
    }

    /// What is to be done and checked after the samples.
    @FunctionalInterface
    interface Finish {
        void run() throws Exception;
    }

    /// Reads `--millis N`, one second without it.
    static Measurement of(String... arguments) {
        int at = List.of(arguments).indexOf("--millis");
        return new Measurement(
                Duration.ofMillis(at < 0 ? 1000 : Long.parseLong(arguments[at + 1])));
    }

    Duration measuring() {
        return measuring;
    }

    /// Warms up for twice the time, measures for all of it, prints the median. On one CPU the
    /// compiler takes its time from the program, and two seconds are too short for what a pool
    // runs.
    void report(String unit, Sample sample) throws Exception {
        report(unit, sample, () -> {});
    }

    /// The same, with a check at the end.
    void report(String unit, Sample sample, Finish finish) throws Exception {
        take(sample, measuring.multipliedBy(2), 1);
        double median = median(take(sample, measuring, FEWEST_SAMPLES));
        finish.run();
        print(unit, median);
    }

    static void print(String unit, double value) {
        System.out.printf(
                Locale.ROOT,
                "{\"value\": %.6g, \"unit\": \"%s\", \"check\": \"ok\"}%n",
                value,
                unit);
    }

    /// Fails the program, and with it the row.
    static void check(boolean right, String what) {
        if (!right) {
            throw new AssertionError(what);
        }
    }

    private static double[] take(Sample sample, Duration time, int fewest) throws Exception {
        double[] samples = new double[1024];
        int count = 0;
        long begin = System.nanoTime();
        while (count < fewest || System.nanoTime() - begin < time.toNanos()) {
            if (count == samples.length) {
                samples = Arrays.copyOf(samples, 2 * count);
            }
            samples[count++] = sample.take();
        }
        return Arrays.copyOf(samples, count);
    }

    private static double median(double[] samples) {
        Arrays.sort(samples);
        int middle = samples.length / 2;
        return samples.length % 2 == 1
                ? samples[middle]
                : (samples[middle - 1] + samples[middle]) / 2;
    }
}
