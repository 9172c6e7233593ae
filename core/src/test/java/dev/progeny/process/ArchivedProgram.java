package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/// A program that has Progeny as a jar, as users have, and a directory of archives of its own.
///
/// @param directory where it works
/// @param library the jar
/// @param cache where the archives are
record ArchivedProgram(Path directory, Path library, Path cache) {

    /// Runs a main class of the test tree to its end, which prints nothing on stderr.
    ///
    /// @return what it printed
    String run(String mode, Class<?> main) throws Exception {
        try (var program = start(mode, main)) {
            return endOf(program);
        }
    }

    Program start(String mode, Class<?> main) {
        return start(
                mode, "--enable-native-access=ALL-UNNAMED", "-cp", classPath(), main.getName());
    }

    private Program start(String mode, String... code) {
        var arguments = new ArrayList<String>();
        arguments.add("-Ddev.progeny.archive=" + mode);
        arguments.add("-Ddev.progeny.archive.directory=" + cache);
        arguments.addAll(List.of(code));
        return Program.start(directory, arguments);
    }

    /// Runs what [#packModule] packed.
    String runModules(String mode, Path modules) throws Exception {
        try (var program =
                start(
                        mode,
                        "--enable-native-access=dev.progeny",
                        "-p",
                        modules.toString(),
                        "-m",
                        "app/app.Main")) {
            return endOf(program);
        }
    }

    /// On a machine with much to do, what is made in the background takes long.
    private static String endOf(Program program) throws Exception {
        program.handle().onExit().get(100, TimeUnit.SECONDS);
        var outcome = program.await();
        assertThat(outcome.err()).isEmpty();
        return outcome.out();
    }

    /// Makes a module with a program like [ArchivePrograms.Asks].
    static void packModule(Path jar, Path scratch) throws IOException {
        var source = Files.createDirectories(scratch.resolve("source/app"));
        var descriptor = source.resolveSibling("module-info.java");
        Files.writeString(descriptor, "module app { requires dev.progeny; }");
        Files.writeString(
                source.resolve("Main.java"),
                """
                package app;
                import java.nio.file.*;
                public class Main {
                    public static void main(String[] arguments) throws Exception {
                        try (var child = dev.progeny.process.ChildProcess.start(() -> seen())) {
                            System.out.println("42 " + child.result().get());
                        }
                    }
                    static String seen() throws Exception {
                        return Files.readString(Path.of("/proc/self/maps")).contains(".aot")
                                ? "from the archive" : "plain";
                    }
                }
                """);
        var classes = scratch.resolve("module");
        int code =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "-p",
                                Library.location(),
                                "-d",
                                classes.toString(),
                                descriptor.toString(),
                                source.resolve("Main.java").toString());
        assertThat(code).isZero();
        packLibrary(jar, classes);
    }

    private String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> entry.equals(Library.location()) ? library.toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Makes a jar of a directory of classes, without compression.
    static Path packLibrary(Path jar, Path classes) {
        int code =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--no-compress",
                                "--file",
                                jar.toString(),
                                "-C",
                                classes.toString(),
                                ".");
        assertThat(code).isZero();
        return jar;
    }

    static Path copyOfLibrary(Path to) throws IOException {
        var from = Path.of(Library.location());
        try (var all = Files.walk(from)) {
            for (var file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /// Changes a text in a class file to one of the same length.
    static void patch(Path classFile, String text, String other) throws IOException {
        String content = Files.readString(classFile, StandardCharsets.ISO_8859_1);
        assertThat(content).contains(text);
        Files.writeString(classFile, content.replace(text, other), StandardCharsets.ISO_8859_1);
    }

    /// The command lines of processes that have a directory in it.
    static List<String> processesAbout(Path directory) {
        var found = new ArrayList<String>();
        for (var process : ProcessHandle.allProcesses().toList()) {
            try {
                var place = Path.of("/proc", Long.toString(process.pid()));
                String line = Files.readString(place.resolve("cmdline"));
                var works = Files.readSymbolicLink(place.resolve("cwd"));
                if (line.contains(directory.toString()) || works.startsWith(directory)) {
                    found.add(process.pid() + " " + line);
                }
            } catch (IOException | UncheckedIOException e) {
                // it has ended
            }
        }
        return found;
    }
}
