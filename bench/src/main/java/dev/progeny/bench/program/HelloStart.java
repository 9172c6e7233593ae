package dev.progeny.bench.program;

import java.io.IOException;
import java.nio.file.Path;

/// The limit of every start: from [ProcessBuilder#start] to the first line of [Hello], whose clock
/// is ours because [System#nanoTime] reads one clock of the whole machine (on Linux).
public final class HelloStart {
    private HelloStart() {}

    public static void main(String[] arguments) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder hello =
                new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Hello.class.getName());
        hello.redirectError(ProcessBuilder.Redirect.INHERIT);
        Measurement.of(arguments).report("ms", () -> sample(hello));
    }

    private static double sample(ProcessBuilder hello) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = hello.start();
        try (var reader = process.inputReader()) {
            double millis = (Long.parseLong(reader.readLine()) - begin) / 1e6;
            Measurement.check(process.waitFor() == 0, "exit code " + process.exitValue());
            Measurement.check(millis > 0, "the child's clock is not ours: millis=" + millis);
            return millis;
        }
    }
}
