package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.shm.SharedLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Where the system refuses the memory of a family, children work all the same, and who shares
/// something is told why that is not possible.
@Tag("process")
@Tag("platform-only") // the portable back end makes a small file
@ExtendWith(NothingLeft.class)
class WithoutSharedMemoryTest {

    @Test
    void childrenWorkAndSharingSaysWhyItCannot(@TempDir Path directory) throws Exception {
        var builder =
                Program.builder(
                        directory,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Shares.class.getName()));
        builder.command().addAll(0, List.of("sh", "-c", "ulimit -f 4000000; exec \"$@\"", "sh"));
        try (var program = Program.start(builder, directory)) {
            var lines = program.await().out().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.getFirst()).isEqualTo("42");
            assertThat(lines.get(1)).contains("no memory to share", "ftruncate");
            assertThat(lines.get(2)).contains("ftruncate");
        }
    }

    static final class Shares {
        public static void main(String[] arguments) throws Exception {
            System.out.println(ChildProcess.start(() -> 42).result().get());
            try {
                System.out.println(ChildProcess.start(Shares::share).result().get());
            } catch (ExecutionException e) {
                System.out.println(e.getCause());
            }
            try {
                System.out.println(share());
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }

        private static long share() {
            try (var number = SharedLong.create(1)) {
                return number.get();
            }
        }
    }
}
