package dev.progeny.examples.guide;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;

/// Each program of the guide runs, prints what it says, and ends by itself with 0.
@Tag("process")
class ExamplesTest {
    private static final String CLASS_PATH_FLAG = "--enable-native-access=ALL-UNNAMED";
    private static final String MODULE_FLAG = "--enable-native-access=dev.progeny";

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

    /// The folder of the compiled examples.
    private static String examples() throws Exception {
        var source = Children.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(source.toURI()).toString();
    }
}
