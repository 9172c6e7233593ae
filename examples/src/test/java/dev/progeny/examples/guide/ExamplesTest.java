package dev.progeny.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// Each program of the guide runs, prints what it says, and ends by itself with 0.
@Tag("process")
class ExamplesTest {
    private static final String CLASS_PATH_FLAG = "--enable-native-access=ALL-UNNAMED";
    private static final String MODULE_FLAG = "--enable-native-access=dev.progeny";

    private static final String TOUR_SAYS = "49, exit code 0";

    @TempDir private Path scratch;

    private static List<Path> classes() {
        return Checkout.programs().stream()
                .filter(program -> program.toString().contains("src/main/java"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void programPrintsWhatItSays(Path source) throws Exception {
        String[] path = source.toString().replace('\\', '/').split("/src/main/java/", 2);
        String name = path[1].replace(".java", "").replace('/', '.');
        String classPath = System.getProperty("java.class.path");

        Program.assertOutput(source, Program.run(scratch, CLASS_PATH_FLAG, "-cp", classPath, name));
    }

    @Test
    void compactSourceFileRunsFromTheModulePath() throws Exception {
        Path tour = Checkout.root().resolve("examples/tour/Tour.java");

        Program.assertOutput(
                tour,
                Program.run(
                        scratch,
                        MODULE_FLAG,
                        "-p",
                        Program.library(),
                        "--add-modules",
                        "dev.progeny",
                        tour.toString()));
    }

    @Test
    void sourceFileOfAClassRunsFromTheClassPath() throws Exception {
        Path tour =
                Checkout.root()
                        .resolve("examples/src/main/java/dev/progeny/examples/tour/Tour.java");

        Program.assertOutput(
                tour,
                Program.run(scratch, CLASS_PATH_FLAG, "-cp", Program.library(), tour.toString()));
    }

    @Test
    void classRunsFromTheModulePath() throws Exception {
        Path tour =
                Checkout.root()
                        .resolve("examples/src/main/java/dev/progeny/examples/tour/Tour.java");

        Program.assertOutput(
                tour,
                Program.run(
                        scratch,
                        MODULE_FLAG,
                        "-p",
                        Program.library(),
                        "--add-modules",
                        "dev.progeny",
                        "-cp",
                        examples(),
                        "dev.progeny.examples.tour.Tour"));
    }

    @Test
    void snippetRunsInJShell() throws Exception {
        Path script =
                Files.writeString(
                        scratch.resolve("script.jsh"),
                        """
                        import dev.progeny.process.ChildProcess;
                        int square(int x) { return x * x; }
                        System.out.println(ChildProcess.start(() -> square(7)).result().get());
                        /exit
                        """);

        var arguments = new ArrayList<String>(List.of("-s", "--class-path", Program.library()));
        arguments.add("-R" + CLASS_PATH_FLAG);
        Program.backEnd().forEach(flag -> arguments.add("-R" + flag));
        arguments.add(script.toString());

        List<String> printed = Program.runTool(scratch, "jshell", arguments.toArray(String[]::new));

        assertThat(printed).containsExactly("49");
    }

    @Test
    void jarWithAllInItRuns() throws Exception {
        Path jar = scratch.resolve("app.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(Attributes.Name.MAIN_CLASS, "dev.progeny.examples.tour.Tour");
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            addAll(Path.of(examples()), out);
            addAll(Path.of(Program.library()), out);
        }

        assertThat(Program.run(scratch, "-jar", jar.toString())).hasSize(2).contains(TOUR_SAYS);
    }

    /// Copies the classes of a folder or a jar, but not its module.
    private static void addAll(Path from, JarOutputStream out) throws IOException {
        if (Files.isDirectory(from)) {
            addFolder(from, out);
        } else {
            try (var zip = FileSystems.newFileSystem(from)) {
                addFolder(zip.getPath("/"), out);
            }
        }
    }

    private static void addFolder(Path root, JarOutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                if (!file.endsWith("module-info.class")) {
                    out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                    out.write(Files.readAllBytes(file));
                }
            }
        }
    }

    /// The folder of the compiled examples.
    private static String examples() throws Exception {
        var source = Children.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(source.toURI()).toString();
    }
}
