package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Named memory and lists, read and written by a Python program and by us, both ways.
///
/// `platform-only`: the portable back end has its names elsewhere.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class PythonTest {
    private static final String NAME = "progeny-python-" + ProcessHandle.current().pid();

    /// Up to 3.12, Python removes at its end what it merely attached, unless told otherwise.
    private static final String PRELUDE =
            """
            import sys
            from multiprocessing import resource_tracker
            from multiprocessing.shared_memory import SharedMemory, ShareableList
            name = sys.argv[1]
            def keep(shm):
                resource_tracker.unregister(shm._name, "shared_memory")
            """;

    @BeforeAll
    static void needsPython() throws Exception {
        String version;
        try {
            version = run(List.of("python3", "--version"));
        } catch (IOException e) {
            version = "none";
        }
        assumeThat(version)
                .as("python3 3.11 or later is needed to talk to it")
                .matches("Python 3\\.(1[1-9]|[2-9]\\d).*\\s*");
    }

    private static String run(List<String> command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var process = builder.start();
        process.getOutputStream().close();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String python(String program, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("python3", "-c", PRELUDE + program, NAME));
        command.addAll(List.of(arguments));
        return run(command).strip();
    }

    @Test
    void memoryMadeInJavaIsReadAndWrittenByPython() throws Exception {
        try (var memory = SharedMemory.create(NAME, 1001)) {
            memory.segment().set(JAVA_LONG, 8, 0x0102_0304);

            String seen =
                    python(
                            """
                            shm = SharedMemory(name)
                            keep(shm)
                            print(shm.size, int.from_bytes(shm.buf[8:16], sys.byteorder))
                            shm.buf[16:24] = (42).to_bytes(8, sys.byteorder)
                            shm.close()
                            """);

            assertThat(seen).isEqualTo("1001 " + 0x0102_0304);
            assertThat(memory.segment().get(JAVA_LONG, 16)).isEqualTo(42);
        }
    }

    @Test
    void memoryMadeInPythonIsReadAndWrittenByJava() throws Exception {
        python(
                """
                shm = SharedMemory(name, create=True, size=777)
                keep(shm)
                shm.buf[0:8] = (42).to_bytes(8, sys.byteorder)
                shm.close()
                """);
        try (var memory = SharedMemory.attach(NAME)) {
            assertThat(memory.byteSize()).isEqualTo(777);
            assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(42);
            memory.segment().set(JAVA_LONG, 8, 43);
        }
        String seen =
                python(
                        """
                        shm = SharedMemory(name)
                        print(int.from_bytes(shm.buf[8:16], sys.byteorder))
                        shm.close()
                        shm.unlink()
                        """);
        assertThat(seen).isEqualTo("43");
    }

    // SHM-13
    @Test
    void memoryThatPythonRemovesStaysMapped() throws Exception {
        try (var memory = SharedMemory.create(NAME, 64)) {
            python("shm = SharedMemory(name); shm.close(); shm.unlink()");

            memory.segment().set(JAVA_LONG, 0, 42);
            assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(42);
        }
    }

    private static List<Object> values() {
        byte[] bytes = "by\0tes".getBytes(StandardCharsets.US_ASCII);
        return Arrays.asList("howdy", bytes, -273.154, 100, null, true, false, "üñí", 1L << 62);
    }

    // SHM-10
    @Test
    void listMadeInJavaIsReadAndWrittenByPython() throws Exception {
        try (var list = SharedList.create(NAME, values())) {
            String seen =
                    python(
                            """
                            l = ShareableList(name=name)
                            keep(l.shm)
                            print(ascii(list(l)), l.format)
                            l[0] = 'HOWDY'; l[1] = b'x'; l[2] = 2.5; l[3] = -1
                            l[4] = 17; l[5] = None; l[6] = True; l[7] = 'ä'
                            """);

            assertThat(seen)
                    .isEqualTo(
                            "['howdy', b'by\\x00tes', -273.154, 100, None, True, False,"
                                    + " '\\xfc\\xf1\\xed', 4611686018427387904]"
                                    + " 8s8sdqxxxxxx?xxxxxxxx?xxxxxxx?8sq");
            assertThat(list)
                    .usingElementComparator((a, b) -> Objects.deepEquals(a, b) ? 0 : 1)
                    .containsExactly(
                            "HOWDY", new byte[] {'x'}, 2.5, -1L, 17L, null, true, "ä", 1L << 62);
        }
    }

    // SHM-10
    @Test
    void listMadeInPythonIsReadAndWrittenByJava() throws Exception {
        python(
                """
                l = ShareableList(['howdy', b'bytes', -273.154, 100, None, True, 'x' * 20], name=name)
                keep(l.shm)
                """);
        try (var list = SharedList.attach(NAME)) {
            assertThat(list)
                    .usingElementComparator((a, b) -> Objects.deepEquals(a, b) ? 0 : 1)
                    .containsExactly(
                            "howdy",
                            "bytes".getBytes(StandardCharsets.US_ASCII),
                            -273.154,
                            100L,
                            null,
                            true,
                            "x".repeat(20));
            list.set(0, 5);
            list.set(3, "12345678");
            list.set(6, "y".repeat(24));
            list.set(4, 0.5);
        }
        String seen =
                python(
                        """
                        l = ShareableList(name=name)
                        print(list(l))
                        l.shm.close()
                        l.shm.unlink()
                        """);
        assertThat(seen)
                .isEqualTo(
                        "[5, b'bytes', -273.154, '12345678', 0.5, True, '" + "y".repeat(24) + "']");
    }

    @Test
    void emptyListsAreTheSameInBoth() throws Exception {
        try (var list = SharedList.create(NAME, List.of())) {
            assertThat(python("l = ShareableList(name=name); keep(l.shm); print(len(l))"))
                    .isEqualTo("0");
            assertThat(list).isEmpty();
        }
    }
}
