package dev.progeny.process;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that uses Progeny, seen from outside: a JVM of its own on the same back end, with a
/// directory for temporary files of its own, ended with the test whatever happens.
final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    /// How it ended.
    record Outcome(int code, String out, String err) {}

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(ProcessBuilder builder, Path directory) {
        try {
            out = Files.createTempFile(directory, "out", ".txt");
            err = Files.createTempFile(directory, "err", ".txt");
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a main class of the test tree.
    static Program start(Path directory, Class<?> main, String... arguments) {
        var all = new ArrayList<String>();
        all.add("--enable-native-access=ALL-UNNAMED");
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        all.addAll(List.of(arguments));
        return start(directory, all);
    }

    /// Runs `java` in a directory, with arguments for it.
    static Program start(Path directory, List<String> arguments) {
        return start(builder(directory, arguments), directory);
    }

    static Program start(ProcessBuilder builder, Path directory) {
        return new Program(builder, directory);
    }

    static ProcessBuilder builder(Path directory, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-Ddev.progeny.archive=off"); // who wants one says so, further behind
        if (System.getProperty("dev.progeny.os") != null) {
            command.add("-Ddev.progeny.os=" + System.getProperty("dev.progeny.os"));
        }
        command.addAll(arguments);
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    /// Whether a process runs; one that has ended but was not reaped by whoever adopted it does
    // not.
    static boolean isRunning(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z' && process.isAlive();
        } catch (IOException e) {
            return process.isAlive();
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it has printed something.
    String awaitOut(String text) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> out().contains(text) || !process.isAlive());
        if (!out().contains(text)) {
            throw new AssertionError("ended without \"" + text + "\": " + out() + err());
        }
        return out();
    }

    Outcome await() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs: " + process.pid() + "\n" + out() + err());
        }
        return new Outcome(process.exitValue(), out(), err());
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        var descendants = process.descendants().toList();
        kill();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
