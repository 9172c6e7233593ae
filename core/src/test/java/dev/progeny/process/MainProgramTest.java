package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Children find the code of the program, however the program was packed and started.
@Tag("process")
@ExtendWith(NothingLeft.class)
class MainProgramTest {
    private static final String NATIVE = "--enable-native-access=";

    /// A program whose children run a lambda, a method reference and a task class of its own.
    private static final String BODY =
            """
                static int square(int x) { return x * x; }
                record Cube(int x) implements dev.progeny.task.RemoteCallable<Integer> {
                    public Integer call() { return x * x * x; }
                }
                static int three() { return 3; }
                public static void main(String[] arguments) throws Exception {
                    int x = 2;
                    try (var lambda = ChildProcess.start(() -> square(x));
                            var reference = ChildProcess.start(Main::three);
                            var task = ChildProcess.start(new Cube(x))) {
                        System.out.println(
                                lambda.result().get()
                                        + " " + reference.result().get()
                                        + " " + task.result().get());
                    }
                }
            }
            """;

    private static final String UNNAMED =
            "import dev.progeny.process.ChildProcess;\npublic class Main {\n" + BODY;
    private static final String NAMED = "package app;\n" + UNNAMED;
    private static final String DESCRIPTOR = "module app { requires dev.progeny; }";

    @TempDir Path directory;

    // STM-10, STM-11, STM-12
    @Test
    void mainClassInTheUnnamedPackageOfADirectory() throws Exception {
        compile(UNNAMED, false);

        run(NATIVE + "ALL-UNNAMED", "-cp", "classes" + File.pathSeparator + library(), "Main");
    }

    // STM-09
    @Test
    void mainClassInAPackage() throws Exception {
        compile(NAMED, false);

        run(NATIVE + "ALL-UNNAMED", "-cp", "classes" + File.pathSeparator + library(), "app.Main");
    }

    // STM-13
    @Test
    void jarWhoseManifestNamesItsClassPath() throws Exception {
        compile(NAMED, false);
        Files.writeString(
                directory.resolve("manifest"),
                """
                Main-Class: app.Main
                Enable-Native-Access: ALL-UNNAMED
                Class-Path: lib/progeny.jar
                """);
        Files.createDirectories(directory.resolve("lib"));
        tool("jar", "--create", "--file", path("lib/progeny.jar"), "-C", library(), ".");
        tool(
                "jar",
                "--create",
                "--file",
                path("app.jar"),
                "--manifest",
                path("manifest"),
                "-C",
                path("classes"),
                ".");

        run("-jar", "app.jar");
    }

    // STM-14, STM-16
    @Test
    void namedModuleOnTheModulePath() throws Exception {
        compile(NAMED, true);

        run(
                NATIVE + "dev.progeny",
                "-p",
                "classes" + File.pathSeparator + library(),
                "-m",
                "app/app.Main");
    }

    // STM-15
    @Test
    void modularJar() throws Exception {
        compile(NAMED, true);
        tool(
                "jar",
                "--create",
                "--file",
                path("app.jar"),
                "--main-class",
                "app.Main",
                "-C",
                path("classes"),
                ".");

        run(NATIVE + "dev.progeny", "-p", "app.jar" + File.pathSeparator + library(), "-m", "app");
    }

    // STM-09
    @Test
    void singleSourceFileWhoseClassesAreInTheParentsMemoryOnly() throws Exception {
        Files.writeString(directory.resolve("Main.java"), UNNAMED);

        run(NATIVE + "ALL-UNNAMED", "--class-path", library(), "Main.java");
    }

    // STM-09
    @Test
    void compactSourceFileWithAModuleImport() throws Exception {
        Files.writeString(
                directory.resolve("Main.java"),
                """
                import module dev.progeny;

                static int square(int x) { return x * x; }
                record Cube(int x) implements RemoteCallable<Integer> {
                    public Integer call() { return x * x * x; }
                }
                void main() throws Exception {
                    int x = 2;
                    try (var lambda = ChildProcess.start(() -> square(x));
                            var task = ChildProcess.start(new Cube(x))) {
                        IO.println(lambda.result().get() + " 3 " + task.result().get());
                    }
                }
                """);

        run(NATIVE + "dev.progeny", "-p", library(), "--add-modules", "dev.progeny", "Main.java");
    }

    private void run(String... arguments) throws Exception {
        try (var program = Program.start(directory, List.of(arguments))) {
            assertThat(program.await()).isEqualTo(new Program.Outcome(0, "4 3 8\n", ""));
        }
    }

    private static String library() {
        return Library.location();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void compile(String source, boolean isModule) throws IOException {
        var arguments = new ArrayList<String>(List.of("-d", path("classes")));
        Files.writeString(directory.resolve("Main.java"), source);
        arguments.addAll(List.of(isModule ? "-p" : "-cp", library(), path("Main.java")));
        if (isModule) {
            Files.writeString(directory.resolve("module-info.java"), DESCRIPTOR);
            arguments.add(path("module-info.java"));
        }
        tool("javac", arguments.toArray(String[]::new));
    }

    private static void tool(String name, String... arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var tool = ToolProvider.findFirst(name).orElseThrow();
        assertThat(tool.run(out, out, arguments)).as(name).isZero();
    }
}
