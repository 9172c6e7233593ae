package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.sync.SharedBarrier;
import dev.progeny.sync.SharedEvent;
import dev.progeny.sync.SharedLock;
import dev.progeny.sync.SharedSemaphore;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/// Making and closing for ever costs nothing that stays.
@ExtendWith(NothingLeft.class)
@EnabledOnOs(OS.LINUX)
class CyclesTest {
    private static final String NAME = "progeny-cycles-" + ProcessHandle.current().pid();
    private static final int WARM_UP = 500;

    record Point(int x, int y) {}

    /// Each class, where it matters in several ways of coming by one.
    enum Kind {
        MEMORY(() -> SharedMemory.create(64)),
        LARGE_MEMORY(() -> SharedMemory.create(1 << 20)),
        NAMED_MEMORY(() -> SharedMemory.create(NAME, 4096)),
        ATTACHED_MEMORY(CyclesTest::attached),
        INT(() -> SharedInt.create(1)),
        LONG(() -> SharedLong.create(1)),
        DOUBLE(() -> SharedDouble.create(1)),
        BOOLEAN(() -> SharedBoolean.create(true)),
        BYTE_ARRAY(() -> SharedByteArray.create(3)),
        INT_ARRAY(() -> SharedIntArray.copyOf(1, 2, 3)),
        LONG_ARRAY(() -> SharedLongArray.create(3)),
        FLOAT_ARRAY(() -> SharedFloatArray.create(3)),
        DOUBLE_ARRAY(() -> SharedDoubleArray.create(3)),
        STRUCT(() -> SharedStruct.create(new Point(1, 2))),
        STRUCT_ARRAY(() -> SharedStructArray.create(Point.class, 3)),
        LIST(() -> SharedList.create(List.of(1, "two"))),
        NAMED_LIST(() -> SharedList.create(NAME, List.of(1, "two"))),
        LOCK(SharedLock::create),
        RECEIVED_LOCK(CyclesTest::received),
        CONDITION(CyclesTest::condition),
        SEMAPHORE(() -> SharedSemaphore.create(1)),
        EVENT(SharedEvent::create),
        BARRIER(() -> SharedBarrier.create(2));

        @SuppressWarnings("ImmutableEnumChecker") // a supplier without state
        private final Supplier<Shared> maker;

        Kind(Supplier<Shared> maker) {
            this.maker = maker;
        }

        Shared make() {
            return maker.get();
        }
    }

    private static Shared attached() {
        try (var named = SharedMemory.create(NAME, 4096)) {
            return SharedMemory.attach(named.name());
        }
    }

    private static Shared received() {
        try (var lock = SharedLock.create()) {
            return Travel.send(lock);
        }
    }

    private static Shared condition() {
        try (var lock = SharedLock.create()) {
            return lock.newCondition();
        }
    }

    @Test
    void everyClassIsAmongThem() throws Exception {
        var source = Shared.class.getProtectionDomain().getCodeSource();
        var classes = new HashSet<String>();
        for (String name : List.of("dev.progeny.shm", "dev.progeny.sync")) {
            var root = Path.of(source.getLocation().toURI());
            try (var files = Files.list(root.resolve(name.replace('.', '/')))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.matches("Shared\\w+\\.class"))
                        .map(file -> name + "." + file.substring(0, file.length() - 6))
                        .filter(CyclesTest::isShared)
                        .forEach(classes::add);
            }
        }
        var made = new HashSet<String>();
        for (var kind : Kind.values()) {
            try (var shared = kind.make()) {
                made.add(shared.getClass().getName());
            }
        }
        assertThat(made).isEqualTo(classes).hasSizeGreaterThan(15);
    }

    private static boolean isShared(String name) {
        try {
            var type = Class.forName(name);
            return Shared.class.isAssignableFrom(type) && Modifier.isFinal(type.getModifiers());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
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
        long memory = sharedKilobytes();
        long heap = heapKilobytes();
        cycle(kind, cycles);

        assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 5);
        assertThat(sharedMappings()).as("shared mappings").isLessThanOrEqualTo(mappings);
        assertThat(sharedKilobytes()).as("shared memory, KB").isLessThan(memory + 2_000);
        assertThat(heapKilobytes()).as("heap, KB").isLessThan(heap + 2_000);
    }

    private static void cycle(Kind kind, int cycles) {
        for (int i = 0; i < cycles; i++) {
            kind.make().close();
        }
    }

    private static long descriptors() {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heapKilobytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1024;
    }

    private static long sharedKilobytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssShmem"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
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
