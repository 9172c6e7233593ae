package dev.progeny.shm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A JVM that is no relative of this one: a main class of the test tree on the same back end,
/// ended with the test whatever happens.
final class OtherJvm implements AutoCloseable {
    private static final String OS = "dev.progeny.os";

    private final Process process;
    private final BufferedReader output;

    private OtherJvm(List<String> command) {
        try {
            var builder = new ProcessBuilder(command);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = process.inputReader();
    }

    static OtherJvm start(Class<?> main, String... arguments) {
        return new OtherJvm(command(main, arguments));
    }

    /// Runs it by a shell, after a command that changes something for it.
    static OtherJvm startAfter(String shellCommand, Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of("sh", "-c", shellCommand + "; exec \"$@\"", "sh"));
        command.addAll(command(main, arguments));
        return new OtherJvm(command);
    }

    private static List<String> command(Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        if (System.getProperty(OS) != null) {
            command.add("-D" + OS + "=" + System.getProperty(OS));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Next line of its output.
    String line() throws IOException {
        return Objects.requireNonNullElse(output.readLine(), "(end of output)");
    }

    long pid() {
        return process.pid();
    }

    /// Sends SIGTERM where there are signals.
    void terminate() {
        process.destroy();
    }

    /// Sends SIGKILL where there are signals, and waits for the end.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("child still runs: pid=" + process.pid());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
