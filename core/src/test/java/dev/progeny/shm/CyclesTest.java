package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// Making and closing for ever costs nothing that stays.
@ExtendWith(NothingLeft.class)
@EnabledOnOs(OS.LINUX)
class CyclesTest {
    private static final String NAME = "progeny-cycles-" + ProcessHandle.current().pid();
    private static final int WARM_UP = 500;

    record Point(int x, int y) {}

    /// Each kind, and one that is large enough for a mapping of its own.
    enum Kind {
        MEMORY(() -> SharedMemory.create(64)),
        LARGE_MEMORY(() -> SharedMemory.create(1 << 20)),
        NAMED_MEMORY(() -> SharedMemory.create(NAME, 4096)),
        CELL(() -> SharedLong.create(1)),
        ARRAY(() -> SharedIntArray.copyOf(1, 2, 3)),
        STRUCT(() -> SharedStruct.create(new Point(1, 2))),
        LIST(() -> SharedList.create(List.of(1, "two"))),
        NAMED_LIST(() -> SharedList.create(NAME, List.of(1, "two")));

        @SuppressWarnings("ImmutableEnumChecker") // a supplier without state
        private final Supplier<Shared> maker;

        Kind(Supplier<Shared> maker) {
            this.maker = maker;
        }
    }

    @ParameterizedTest
    @EnumSource
    void cyclesLeaveNothing(Kind kind) {
        run(kind, 1_000);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void hundredThousandCyclesLeaveNothing(Kind kind) {
        run(kind, 100_000);
    }

    private static void run(Kind kind, int cycles) {
        cycle(kind, WARM_UP);
        long descriptors = descriptors();
        long mappings = sharedMappings();
        cycle(kind, cycles);

        assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 5);
        assertThat(sharedMappings()).as("shared mappings").isLessThanOrEqualTo(mappings);
    }

    private static void cycle(Kind kind, int cycles) {
        for (int i = 0; i < cycles; i++) {
            kind.maker.get().close();
        }
    }

    private static long descriptors() {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of files in memory, and of the portable back end's.
    private static long sharedMappings() {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.matches(".*(/memfd:|/dev/shm/|progeny-).*")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
