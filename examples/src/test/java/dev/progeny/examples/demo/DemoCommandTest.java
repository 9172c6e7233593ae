package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class DemoCommandTest {
    @TempDir private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int demo(Object... arguments) {
        DemoCommand command = new DemoCommand(stream(out), stream(err));
        String[] strings = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return new CommandLine(command).execute(strings);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// The part of a report that depends on the input alone.
    private String findings() {
        return out().substring(0, out().indexOf("\nTime "));
    }

    private void someJars() throws IOException {
        CompiledJar.withCopies(directory, "large.jar", 3 * WorkUnit.MOST_CLASSES);
        CompiledJar.withCopies(directory, "small.jar", 7);
        Files.writeString(directory.resolve("damaged.jar"), "this is no jar");
    }

    @Test
    void missingDirectoryIsOneLineAndExitCodeTwo() {
        Path missing = directory.resolve("missing");

        assertThat(demo(directory, missing)).isEqualTo(2);
        assertThat(err())
                .isEqualTo("progeny demo: no such directory: " + missing + System.lineSeparator());
        assertThat(out()).isEmpty();
    }

    @Test
    void fileThatIsNoJarIsOneLineAndExitCodeTwo() throws IOException {
        Path file = Files.createFile(directory.resolve("notes.txt"));

        assertThat(demo(file)).isEqualTo(2);
        assertThat(err())
                .isEqualTo("progeny demo: not a directory: " + file + System.lineSeparator());
    }

    @Test
    void numberOfWorkersMustBePositive() {
        assertThat(demo("--workers", 0, directory)).isEqualTo(2);
        assertThat(err()).contains("workers=0");
    }

    @Test
    void emptyDirectoryGivesAReportOfNothing() {
        assertThat(demo(directory)).isZero();
        assertThat(out()).contains("There are no classes to read.").contains("jars  ");
    }

    @Test
    @Tag("process")
    void oneAndTwoWorkersGiveTheSameReport() throws IOException {
        someJars();

        assertThat(demo("--workers", 2, directory)).isZero();

        assertThat(out())
                .contains("1 worker ")
                .contains("2 workers ")
                .contains("Both passes gave the same result.")
                .containsPattern("class files +757\n")
                .containsPattern("unreadable jars +1\n")
                .contains("damaged.jar");
        assertThat(err()).contains("1 worker: done in").contains("2 workers: done in");
    }

    @Test
    @Tag("process")
    void reportDependsOnTheInputAlone() throws IOException {
        someJars();
        demo("--workers", 1, "--quiet", directory);
        String alone = findings();
        out.reset();

        assertThat(demo("--workers", 2, "--once", "--quiet", directory)).isZero();

        assertThat(findings()).isEqualTo(alone);
        assertThat(out()).doesNotContain("1 worker ");
        assertThat(err()).isEmpty();
    }

    @Test
    @Tag("process")
    void limitIsSaidInTheReport() throws IOException {
        someJars();

        assertThat(demo("--once", "--limit", 300, directory)).isZero();

        assertThat(out()).contains("Limited: the first 500 of 757 classes");
    }

    @Test
    @Tag("crash")
    void killedWorkersDoNotChangeTheReport() throws IOException {
        javaBase(directory.resolve("java-base.jar")); // seconds of work for workers that start cold

        assertThat(demo("--workers", 2, "--kill-workers", directory)).isZero();

        assertThat(out())
                .containsPattern("2 workers .*x +[1-9][0-9]* +[0-9]+\n") // killed: at least one
                .contains("Both passes gave the same result.");
    }

    private static void javaBase(Path jar) throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        CompiledJar.write(jar, classes);
    }
}
