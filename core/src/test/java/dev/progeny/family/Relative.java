package dev.progeny.family;

import dev.progeny.os.Os;
import dev.progeny.os.ProcessIdentity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A second JVM for a test: a main class of the test tree, on the same back end, ended with the
/// test whatever happens.
public final class Relative implements AutoCloseable {
    private static final String OS = "dev.progeny.os";

    private final Process process;
    private final BufferedReader output;
    private final ProcessIdentity identity;

    private Relative(Process process) {
        this.process = process;
        output = process.inputReader();
        var found = Os.current().identify(process.pid());
        identity = Objects.requireNonNullElse(found, new ProcessIdentity(process.pid(), -1));
    }

    public static Relative start(Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        if (System.getProperty(OS) != null) {
            command.add("-D" + OS + "=" + System.getProperty(OS));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            var builder = new ProcessBuilder(command);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            return new Relative(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Arguments that [#attach] takes.
    public static String[] arguments(Region region, String... more) {
        var handle = region.handle();
        var all = new ArrayList<String>();
        all.add(handle.address());
        all.add(Long.toString(handle.byteSize()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    public static Region attach(String[] arguments) {
        return Region.attach(new Region.Handle(arguments[0], 0, Long.parseLong(arguments[1])));
    }

    public ProcessIdentity identity() {
        return identity;
    }

    /// Next line of its output.
    public String line() throws IOException {
        return Objects.requireNonNullElse(output.readLine(), "(end of output)");
    }

    /// Sends SIGKILL where there are signals, and returns before its effect.
    public void kill() {
        process.destroyForcibly();
    }

    public int exitCode() throws InterruptedException {
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
