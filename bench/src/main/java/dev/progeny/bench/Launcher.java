package dev.progeny.bench;

import dev.progeny.bench.Outcome.Absent;
import dev.progeny.bench.Outcome.Failed;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Turns a side into a process, waits for it, and reads what it printed.
final class Launcher implements Contest.Runner {
    private static final String PROGRAMS = "dev.progeny.bench.program.";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SETTINGS =
            Pattern.compile("PYTHON.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS");
    private static final int LINES_OF_AN_ERROR = 12;

    private final Path home;
    private final Path work;
    private final Optional<Path> python;

    Launcher(Path home, Optional<Path> python) {
        this.home = home;
        this.work = home.resolve("target").resolve("bench");
        this.python = python;
    }

    @Override
    public Outcome run(Side side, Row row, Duration measuring) throws InterruptedException {
        try {
            List<String> command = new ArrayList<>(row.oneCpu() ? OneCpu.prefix() : List.of());
            switch (side) {
                case Side.Constant(double value) -> {
                    return Outcome.Measured.of(value);
                }
                case Side.JavaProgram(String name, List<String> arguments) -> {
                    command.addAll(java(name, List.of("progeny-bench.jar", "lib/progeny.jar")));
                    command.addAll(arguments);
                }
                case Side.LibraryProgram(String name, List<String> arguments) -> {
                    command.addAll(java(name, List.of("progeny-bench.jar", "lib/*")));
                    command.add(1, "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"); // Agrona
                    command.addAll(arguments);
                }
                case Side.PythonProgram(String script, List<String> arguments) -> {
                    command.addAll(python(script));
                    command.addAll(arguments);
                }
                case Side.CProgram(String source, List<String> arguments) -> {
                    command.add(compiled(source));
                    command.addAll(arguments);
                }
            }
            command.add("--millis");
            command.add(Long.toString(measuring.toMillis()));
            return run(command, row, measuring.multipliedBy(3).plus(PATIENCE));
        } catch (Unavailable e) {
            return new Absent(e.getMessage());
        } catch (IOException e) {
            return new Failed(e.toString());
        }
    }

    private List<String> java(String name, List<String> jars) {
        Path target = home.resolve("target");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Ddev.progeny.archive=use", // making one would disturb what is measured
                "-cp",
                String.join(
                        File.pathSeparator,
                        jars.stream().map(jar -> target + File.separator + jar).toList()),
                PROGRAMS + name);
    }

    private List<String> python(String script) throws Unavailable {
        Path interpreter = python.orElseThrow(() -> new Unavailable("no Python 3.11 or newer"));
        return List.of(
                interpreter.toString(), home.resolve("python").resolve(script + ".py").toString());
    }

    private String compiled(String source) throws IOException, InterruptedException, Unavailable {
        Path program = work.resolve("limits").resolve(source);
        Path texts = home.resolve("limits");
        Path text = texts.resolve(source + ".c");
        if (Files.notExists(program) || isOlder(program, texts)) {
            Files.createDirectories(work.resolve("limits"));
            if (compile(text, program).waitFor() != 0) {
                throw new IOException("does not compile: " + text);
            }
        }
        return program.toString();
    }

    private static Process compile(Path text, Path program) throws Unavailable {
        try {
            return new ProcessBuilder("cc", "-O2", "-o", program.toString(), text.toString())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new Unavailable("no C compiler called cc");
        }
    }

    /// Than any of some texts: they include each other.
    private static boolean isOlder(Path program, Path texts) throws IOException {
        var made = Files.getLastModifiedTime(program);
        try (var all = Files.newDirectoryStream(texts)) {
            for (Path text : all) {
                if (made.compareTo(Files.getLastModifiedTime(text)) < 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private Outcome run(List<String> command, Row row, Duration limit)
            throws IOException, InterruptedException {
        Files.createDirectories(work);
        Path output = work.resolve(row.name() + ".out");
        Path errors = work.resolve(row.name() + ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        // Settings of whoever runs us, PYTHONDONTWRITEBYTECODE for one, would make a side slower
        // than it is for its users.
        builder.environment().keySet().removeIf(name -> SETTINGS.matcher(name).matches());
        Process process =
                builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Failed("not finished after " + limit.toSeconds() + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            return new Failed("exit code " + process.exitValue() + ": " + tail(errors));
        }
        return reading(Files.readString(output, StandardCharsets.UTF_8), row.unit());
    }

    private static Outcome reading(String output, String unit) {
        try {
            return Reading.parse(output).outcome(unit);
        } catch (IllegalArgumentException e) {
            return new Failed(String.valueOf(e.getMessage()));
        }
    }

    private static String tail(Path errors) throws IOException {
        List<String> lines = Files.readString(errors, StandardCharsets.UTF_8).lines().toList();
        int from = Math.max(0, lines.size() - LINES_OF_AN_ERROR);
        return String.join("\n", lines.subList(from, lines.size()));
    }
}
