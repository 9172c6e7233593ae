package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An application's JVM that is forked itself. Each is a program of its own: the JVM of the tests
/// has threads, and a flight recorder, of others.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkTest {
    private static Program start(Path directory, String scenario, String... options) {
        return start(ForkProgram.class, directory, scenario, options);
    }

    private static Program startEnd(Path directory, String scenario, String... options) {
        return start(ForkEndProgram.class, directory, scenario, options);
    }

    private static Program start(
            Class<?> main, Path directory, String scenario, String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.add("--enable-native-access=ALL-UNNAMED");
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
        arguments.addAll(List.of(main.getName(), scenario));
        return Program.start(directory, arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "heap",
                "threads",
                "pools",
                "input",
                "family",
                "workers",
                "state",
                "options",
                "siblings",
                "atOnce",
                "nested"
            })
    void is(String scenario, @TempDir Path directory) throws Exception {
        try (var program = start(directory, scenario)) {
            var end = program.await();
            assertThat(end.out()).as(end::err).endsWith("done\n");
            assertThat(end.code()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ends", "hooks"})
    void endsLikeAJvm(String scenario, @TempDir Path directory) throws Exception {
        try (var program = startEnd(directory, scenario)) {
            var end = program.await();
            assertThat(end.out()).as(end::err).endsWith("done\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseShenandoahGC"})
    void worksWithACollector(String option, @TempDir Path directory) throws Exception {
        try (var program = start(directory, "heap", "-XX:-UseSerialGC", option)) {
            var end = program.await();
            assertThat(end.out()).as(end::err).endsWith("done\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-XX:+UseZGC, the heap of ZGC is shared memory",
        "-XX:StartFlightRecording, Flight Recorder is running",
        "-Djdk.trackAllThreads=false, threads are not known",
        "-Ddev.progeny.os=portable, this JVM uses the portable one"
    })
    void whatCannotBeForkedIsRefusedWithTheReason(
            String option, String reason, @TempDir Path directory) throws Exception {
        try (var program = start(directory, "heap", "-XX:-UseSerialGC", option)) {
            var end = program.await();
            assertThat(end.code()).isEqualTo(1);
            assertThat(end.err())
                    .contains("StartException: start method FORK is not available")
                    .contains(reason)
                    .contains("SPAWN works everywhere");
        }
    }

    /// HotSpot removes at its end what is under its pid: a child must not do so for its parent.
    @Test
    void endOfAChildLeavesWhatIsTheParents(@TempDir Path directory) throws Exception {
        try (var program = startEnd(directory, "exits", "-XX:+UsePerfData")) {
            program.awaitOut("started");
            long pid = program.handle().pid();
            assertThat(jcmd(pid)).as("before").contains("uptime");
            program.awaitOut("exited");
            assertThat(jcmd(pid)).as("after").contains("uptime");
            assertThat(Path.of("/tmp/.java_pid" + pid)).exists();
            assertThat(performanceFile(pid)).exists();
            program.handle().destroy();
            program.await();
            assertThat(performanceFile(pid)).doesNotExist();
        }
    }

    private static Path performanceFile(long pid) {
        return Path.of("/tmp/hsperfdata_" + System.getProperty("user.name"), Long.toString(pid));
    }

    private static String jcmd(long pid) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process =
                new ProcessBuilder(jcmd, Long.toString(pid), "VM.uptime")
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.matches("(?s)\\d+:\\s+\\d+\\.\\d+ s\\s*") ? "uptime" : out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "term"})
    @Tag("crash")
    void endsWithItsParent(String how, @TempDir Path directory) throws Exception {
        try (var program = startEnd(directory, "waits")) {
            program.awaitOut("ready");
            var family = program.handle().descendants().toList();
            assertThat(family).hasSize(2);
            if (how.equals("kill")) {
                program.kill();
            } else {
                program.handle().destroy();
                program.await();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(family).noneMatch(Program::isRunning));
        }
    }

    /// At any moment of the fork: neither side may wait for the other for ever.
    @Test
    @Tag("crash")
    void killOfTheParentWhileItForksLeavesNobody(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 8; i++) {
            try (var program = startEnd(directory, "forksOnAndOn")) {
                program.awaitOut("begins");
                Thread.sleep(40 + 13 * i);
                var family = program.handle().descendants().toList();
                program.kill();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(3))
                        .untilAsserted(
                                () -> {
                                    assertThat(family).noneMatch(Program::isRunning);
                                    assertThat(orphansOf(directory)).isEmpty();
                                });
            }
        }
    }

    /// A child that is killed while its parent waits for it in native code.
    @Test
    @Tag("crash")
    void killOfTheChildWhileItIsMadeIsADeathLikeAny(@TempDir Path directory) throws Exception {
        try (var program = startEnd(directory, "killsChildren")) {
            var end = program.await();
            assertThat(end.out()).as(end::err).endsWith("done\n");
        }
    }

    /// Whoever has the program's directory as its own.
    private static List<ProcessHandle> orphansOf(Path directory) {
        return ProcessHandle.allProcesses().filter(p -> isIn(directory, p)).toList();
    }

    private static boolean isIn(Path directory, ProcessHandle process) {
        try {
            var link = Path.of("/proc/" + process.pid() + "/cwd");
            return Files.readSymbolicLink(link).equals(directory.toRealPath())
                    && Program.isRunning(process);
        } catch (IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }

    @Test
    void availabilityIsTold() {
        var here = StartMethod.FORK.availability();
        assertThat(here.isAvailable()).isEqualTo(here.reason().isEmpty());
        assertThatThrownBy(
                        () ->
                                ChildProcess.start(
                                        o -> ForkProgram.fork(o).withMemoryLimit(64 << 20),
                                        () -> 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(here.isAvailable() ? "withMemoryLimit" : here.reason());
    }
}
