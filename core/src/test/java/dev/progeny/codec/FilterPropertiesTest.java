package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.management.ObjectName;

/// The system properties that widen and narrow what a JVM decodes.
@Tag("any-os")
@Tag("process")
class FilterPropertiesTest {
    private static final int READ = 3;
    private static final int REFUSED = 4;

    record Point(int x) implements Serializable {}

    /// Decodes a file; its exit status tells what came of it.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
            int outcome = READ;
            try {
                Codec.java().decode(bytes, 0, bytes.length);
            } catch (UnreadableException refused) {
                outcome = REFUSED;
            }
            Runtime.getRuntime().halt(outcome);
        }
    }

    @Test
    void thePropertyOfTheCodecWidens(@TempDir Path directory) throws Exception {
        Path name = write(directory, new ObjectName("a:b=c"));
        assertThat(decodedWith("-Dunrelated=x", name)).isEqualTo(REFUSED);
        String property = "-Ddev.progeny.codec.allow=com.acme.**; javax.management.ObjectName";
        assertThat(decodedWith(property, name)).isEqualTo(READ);
    }

    @Test
    void thePropertyOfTheJdkNarrowsBothPaths(@TempDir Path directory) throws Exception {
        Path fast = write(directory, new Point(1));
        Path slow = write(directory, new ArrayList<>(List.of(new Point(1), new Object[0][0])));
        for (Path file : List.of(fast, slow)) {
            assertThat(decodedWith("-Djdk.serialFilter=com.acme.**", file)).isEqualTo(READ);
            String property = "-Djdk.serialFilter=!" + Point.class.getName();
            assertThat(decodedWith(property, file)).isEqualTo(REFUSED);
        }
    }

    private static Path write(Path directory, Object value) throws Exception {
        Path file = Files.createTempFile(directory, "value", "");
        return Files.write(file, Codec.java().encode(value));
    }

    private static int decodedWith(String property, Path file) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                property,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                file.toString())
                        .inheritIO()
                        .start();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return child.exitValue();
    }
}
