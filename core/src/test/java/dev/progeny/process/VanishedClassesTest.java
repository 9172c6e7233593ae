package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A program whose class files are rebuilt or removed while it runs, as a development server does:
/// its children are not forgotten, and nothing is reported again and again.
@Tag("process")
@Tag("crash")
class VanishedClassesTest {
    private static final long MOST_COMPLAINTS = 1 << 20;

    @TempDir Path directory;

    @Test
    void endOfAChildIsToldWhenTheClassFilesHaveGone() throws Exception {
        var source = Path.of(Library.location());
        assumeThat(source).isDirectory(); // files of an open jar stay
        var classes = directory.resolve("classes");
        copy(source, classes);
        String path =
                classes
                        + File.pathSeparator
                        + System.getProperty("java.class.path").replace(source.toString(), "");

        try (var program =
                Program.start(
                        directory,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                path,
                                Owner.class.getName(),
                                classes.toString()))) {
            var outcome = program.await();

            assertThat(outcome.out()).contains("told").contains("joined true");
            assertThat(outcome.err().length()).isLessThan((int) MOST_COMPLAINTS);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    static final class Owner {
        public static void main(String[] arguments) throws Exception {
            var classes = Path.of(arguments[0]);
            var sign = classes.resolveSibling("sign").toString();
            var child = ChildProcess.start(ExitTest::quiet, () -> sleep(sign));
            CloseTest.awaitFile(sign);
            try (var files = Files.walk(classes)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            child.kill();
            try {
                child.result().get(10, TimeUnit.SECONDS);
                System.out.println("no death");
            } catch (ExecutionException e) {
                System.out.println("told " + e.getCause());
            }
            System.out.println("joined " + child.join(Duration.ofSeconds(10)).isPresent());
            Runtime.getRuntime().halt(0); // its hooks have no code any more
        }

        private static void sleep(String sign) throws Exception {
            Files.createFile(Path.of(sign));
            Thread.sleep(600_000);
        }
    }
}
