package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A child whose own means have gone still tells a dead parent from a living one, and ends with it.
@Tag("process")
@ExtendWith(NothingLeft.class)
class OrphanWatchTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    @Tag("crash")
    void orphanWhoseClassesHaveGoneEnds(@TempDir Path directory) throws Exception {
        var library = copyOf(ChildProcess.class, directory.resolve("library"));
        var tests = copyOf(OrphanWatchTest.class, directory.resolve("tests"));
        try (var program =
                Program.start(
                        directory,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                library + ":" + tests,
                                Parent.class.getName()))) {
            program.awaitOut("child runs");
            var family = program.handle().descendants().toList();
            Files.move(library, directory.resolve("gone"));

            program.kill();

            assertThat(family).isNotEmpty();
            Awaitility.await("descendants end with their parent")
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(LIMIT)
                    .until(() -> family.stream().noneMatch(Program::isRunning));
        }
    }

    private static Path copyOf(Class<?> member, Path to) throws IOException, URISyntaxException {
        var from = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            ChildProcess.start(Parent::sleepLong).join();
        }

        private static void sleepLong() throws InterruptedException {
            System.out.println("child runs");
            Thread.sleep(600_000);
        }
    }

    @Test
    void childWithoutDescriptorsIsNoOrphan(@TempDir Path directory) throws Exception {
        var builder =
                Program.builder(
                        directory,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starving.class.getName()));
        builder.command().addAll(0, List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"));
        try (var program = Program.start(builder, directory)) {
            assertThat(program.await().out()).isEqualTo("starved for a while\n");
        }
    }

    static final class Starving {
        public static void main(String[] arguments) throws Exception {
            System.out.println(ChildProcess.start(Starving::starve).result().get());
        }

        /// Four looks of the watch, and more.
        private static String starve() throws Exception {
            var eaten = new ArrayList<AutoCloseable>();
            boolean isFull = false;
            try {
                while (!isFull) {
                    isFull = !eat(eaten);
                }
                Thread.sleep(1500); // provokes: the watch looks meanwhile
            } finally {
                for (var file : eaten) {
                    file.close();
                }
            }
            return "starved for a while";
        }

        private static boolean eat(List<AutoCloseable> eaten) {
            try {
                return eaten.add(new FileInputStream("/dev/null"));
            } catch (IOException e) {
                return false;
            }
        }
    }
}
