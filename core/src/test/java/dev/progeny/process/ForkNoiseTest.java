package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Forks of a busy application work like any JVM, again and again, and it stays unharmed.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkNoiseTest {
    @Test
    void forksOfANoisyApplicationAreSound(@TempDir Path directory) throws Exception {
        soak(100, directory);
    }

    @Test
    @Tag("long")
    void thousandForksOfANoisyApplicationAreSound(@TempDir Path directory) throws Exception {
        soak(1000, directory);
    }

    private static void soak(int forks, Path directory) throws Exception {
        try (var program =
                Program.start(directory, ForkNoiseProgram.class, Integer.toString(forks))) {
            for (int done = 10; done <= forks; done += 10) {
                program.awaitOut("sound " + done);
            }
            var end = program.await();
            assertThat(end.out()).as(end::err).endsWith("unharmed\n");
            assertThat(end.code()).isZero();
        }
    }
}
