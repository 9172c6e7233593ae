package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.progeny.NothingLeft;
import dev.progeny.stats.PoolCounters.Count;
import dev.progeny.stats.PoolReading;
import dev.progeny.stats.Show;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The counters of a pool in a file: right while it runs, there after it died, readable by a
/// stranger.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class PoolStatsTest {
    private static final int ITEMS = 100;

    /// Reads by the documented layout, without anything of ours.
    private static final String PYTHON =
            """
            import struct, sys
            data = open(sys.argv[1], 'rb').read()
            magic, version, at, size, count, pid = struct.unpack_from('<8sIIIIq', data, 0)
            assert magic == b'PGNYPOOL' and version == 1, (magic, version)
            phase, = struct.unpack_from('<I', data, 56)
            submitted, completed, failed = struct.unpack_from('<3q', data, 64)
            items, = struct.unpack_from('<q', data, 104)
            name = data[192:256].split(b'\\0')[0].decode()
            units = 0
            for i in range(count):
                number, _, _, _, done = struct.unpack_from('<5q', data, at + i * size)
                units += done
            print(name, pid, phase, submitted, completed, failed, items, units)
            """;

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("pool.stats");
    }

    /// Three that return, one that fails, one whose worker dies, and a map.
    private static void work(ProcessPool pool) throws Exception {
        for (int i = 0; i < 3; i++) {
            pool.call(() -> 42);
        }
        var failed = pool.submit(Errands.throwingUnchecked("no"));
        assertThatThrownBy(failed::join).hasMessageContaining("no");
        var died = pool.submit(() -> Runtime.getRuntime().halt(3));
        assertThatThrownBy(died::join).hasCauseInstanceOf(WorkerDiedException.class);
        pool.map(o -> o.withChunkSize(10), x -> x, IntStream.range(0, ITEMS).boxed().toList());
    }

    private static void assertCounted(PoolReading reading) {
        assertThat(reading.count(Count.SUBMITTED)).isEqualTo(15);
        assertThat(reading.count(Count.COMPLETED)).isEqualTo(13);
        assertThat(reading.count(Count.FAILED)).isEqualTo(2);
        assertThat(reading.count(Count.RESTARTS)).isEqualTo(1);
        assertThat(reading.count(Count.ITEMS)).isEqualTo(5 + ITEMS);
        assertThat(reading.count(Count.QUEUED)).isZero();
        long units = reading.gone().units();
        for (var worker : reading.workers()) {
            units += worker.units();
            assertThat(worker.load()).isZero();
        }
        assertThat(units).as("answered").isEqualTo(14);
        assertThat(reading.gone().number()).isEqualTo(1);
    }

    @Test
    void countersAreRightWhileThePoolRunsAndAfterItWasClosed() throws Exception {
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withStats(file()))) {
            work(pool);
            Awaitility.await().until(() -> pool.status().idle() == 2);

            var reading = PoolReading.read(file());

            assertCounted(reading);
            assertThat(reading.isAlive()).isTrue();
            assertThat(reading.phase()).isEqualTo(PoolReading.Phase.RUNNING);
            assertThat(reading.workers()).hasSize(2);
            assertThat(reading.workers())
                    .allSatisfy(
                            worker -> {
                                assertThat(ProcessHandle.of(worker.pid())).isPresent();
                                assertThat(worker.times().start()).isPositive();
                            });
        }
        var last = PoolReading.read(file());
        assertThat(last.phase()).isEqualTo(PoolReading.Phase.ENDED);
        assertThat(last.count(Count.SUBMITTED)).isEqualTo(15);
        assertThat(last.workers()).isEmpty();
        assertThat(last.gone().number()).isEqualTo(3);
    }

    /// Main class of a process that is to be killed.
    static final class Owner {
        private Owner() {}

        static void main(String[] arguments) throws Exception {
            var pool = ProcessPool.open(o -> o.withWorkers(2).withStats(Path.of(arguments[0])));
            work(pool);
            Awaitility.await().until(() -> pool.status().idle() == 2);
            System.out.println("worked");
            Signals.hang();
        }
    }

    private static List<String> java() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        String os = System.getProperty("dev.progeny.os");
        if (os != null) {
            command.add("-Ddev.progeny.os=" + os);
        }
        return command;
    }

    // PAIN-31
    @Test
    void countersOutliveAPoolWhoseProcessWasKilled() throws Exception {
        var command = java();
        command.addAll(List.of(Owner.class.getName(), file().toString()));
        var owner =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(owner.inputReader().readLine()).isEqualTo("worked");
            assertCounted(PoolReading.read(file()));
        } finally {
            owner.destroyForcibly();
        }
        assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();

        var reading = PoolReading.read(file());
        assertCounted(reading);
        assertThat(reading.isAlive()).isFalse();
        assertThat(reading.pid()).isEqualTo(owner.pid());
        assertThat(shown()).contains("process " + owner.pid() + ": died", "15 submitted");

        try (var next = ProcessPool.open(o -> o.withWorkers(1).inProcess().withStats(file()))) {
            assertThat(next.call(() -> 42)).isEqualTo(42);
            assertThat(PoolReading.read(file()).count(Count.SUBMITTED)).isEqualTo(1);
        }
    }

    /// What the program prints.
    private String shown() throws Exception {
        var command = java();
        command.addAll(List.of(Show.class.getName(), file().toString()));
        return run(command);
    }

    private static String run(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
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

    // PAIN-31
    @Test
    void pythonReadsThemByTheDocumentedLayout() throws Exception {
        String version;
        try {
            version = run(List.of("python3", "--version"));
        } catch (IOException e) {
            version = "none";
        }
        assumeThat(version).as("python3 is needed to read by it").startsWith("Python 3");
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).inProcess().withStats(file()))) {
            for (int i = 0; i < 3; i++) {
                pool.call(() -> 42);
            }
            Awaitility.await().until(() -> pool.status().idle() == 2);

            String[] found =
                    run(List.of("python3", "-c", PYTHON, file().toString())).strip().split(" ");

            var reading = PoolReading.read(file());
            assertThat(found)
                    .containsExactly(
                            reading.pool(),
                            Long.toString(ProcessHandle.current().pid()),
                            "0",
                            "3",
                            "3",
                            "0",
                            "3",
                            "3");
        }
    }

    @Test
    void aFileThatIsTakenIsRefusedBeforeAnythingIsStarted() throws Exception {
        Files.writeString(file(), "dear diary");

        assertThatThrownBy(() -> ProcessPool.open(o -> o.withWorkers(1).withStats(file())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("pool.stats");
        assertThat(file()).hasContent("dear diary");
    }
}
