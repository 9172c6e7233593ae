package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the JDK's Flight Recorder hears of a pool, read back from a recording; and that it costs
/// no class where nobody records.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FlightTest {
    @TempDir Path directory;

    /// Not the test class itself, which the workers would load with all that it uses.
    private static final class Work {
        private Work() {}

        /// Runs a task, one that throws, one whose worker dies at first, and a map of six items.
        static void on(ProcessPool pool, Gate gate) throws Exception {
            assertThat(pool.submit(o -> o.withLabel("good"), () -> 42).join()).isEqualTo(42);
            var bad = pool.submit(o -> o.withLabel("bad"), Errands.throwingUnchecked("no"));
            assertThatThrownBy(bad::join).hasMessageContaining("no");
            var again =
                    pool.submit(
                            o -> o.withLabel("again").withRetries(1),
                            () -> {
                                if (!gate.isOpen()) {
                                    gate.open();
                                    Runtime.getRuntime().halt(3);
                                }
                            });
            again.join();
            var items = IntStream.range(0, 6).boxed().toList();
            assertThat(pool.map(o -> o.withChunkSize(3), x -> x, items)).isEqualTo(items);
        }
    }

    private List<RecordedEvent> recorded() throws Exception {
        var file = directory.resolve("pool.jfr");
        try (var recording = new Recording()) {
            for (String name :
                    List.of("TaskSubmit", "TaskStart", "TaskEnd", "WorkerReady", "WorkerEnd")) {
                recording.enable("dev.progeny." + name);
            }
            recording.enable("dev.progeny.WorkerRestart");
            recording.start();
            try (var pool = ProcessPool.open(1)) {
                Work.on(pool, Gate.in(directory, "tried"));
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }

    private static Stream<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.progeny." + name));
    }

    private static RecordedEvent of(List<RecordedEvent> events, String name, String task) {
        return named(events, name)
                .filter(event -> event.getString("task").contains(task))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " of " + task));
    }

    // PAIN-31
    @Test
    void aRecordingTellsOfTasksAndWorkers() throws Exception {
        var events = recorded();

        var submit = of(events, "TaskSubmit", "(good)");
        assertThat(submit.getInt("bytes")).isPositive();
        assertThat(submit.getString("pool")).startsWith("pool-");
        assertThat(submit.getStackTrace().getFrames())
                .as("who submitted it")
                .anyMatch(frame -> frame.getMethod().getName().equals("on"));
        var start = of(events, "TaskStart", "(good)");
        var end = of(events, "TaskEnd", "(good)");
        assertThat(List.of(submit.getStartTime(), start.getStartTime(), end.getStartTime()))
                .isSorted();
        assertThat(end.getString("outcome")).isEqualTo("returned");
        assertThat(end.getDuration("ran")).isPositive();
        assertThat(end.getLong("pid")).isEqualTo(start.getLong("pid")).isPositive();
        assertThat(of(events, "TaskEnd", "(bad)").getString("outcome")).isEqualTo("threw");

        assertThat(named(events, "TaskEnd").filter(e -> e.getString("task").contains("(again)")))
                .extracting(e -> e.getString("outcome"), e -> e.getInt("attempt"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("died", 1),
                        org.assertj.core.groups.Tuple.tuple("returned", 2));
        assertThat(of(events, "TaskEnd", "items 3 to 5").getInt("items")).isEqualTo(3);

        assertThat(named(events, "WorkerReady")).hasSize(2);
        assertThat(named(events, "WorkerReady").map(e -> e.getDuration("start")))
                .allMatch(time -> time.isPositive());
        assertThat(named(events, "WorkerEnd").map(e -> e.getString("status")))
                .hasSize(2)
                .anyMatch(status -> status.contains("3"));
        assertThat(named(events, "WorkerRestart").map(e -> e.getLong("restarts")))
                .containsExactly(1L);
    }

    /// Main class of a process in which nobody records.
    static final class Quiet {
        private Quiet() {}

        static void main(String[] arguments) throws Exception {
            String log = "-Xlog:class+load:file=" + arguments[0];
            try (var pool =
                    ProcessPool.open(
                            o -> o.withWorkers(1).withLaunch(l -> l.withJvmOptions(log)))) {
                Work.on(pool, new Gate(arguments[1]));
            }
        }
    }

    @Test
    void whereNobodyRecordsNeitherPoolNorWorkerLoadsTheRecorder() throws Exception {
        var own = directory.resolve("own.log");
        var workers = directory.resolve("worker-%p.log");
        String os = System.getProperty("dev.progeny.os");
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        os == null ? "-Dfile.encoding=UTF-8" : "-Ddev.progeny.os=" + os,
                        "-Xlog:class+load:file=" + own,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quiet.class.getName(),
                        workers.toString(),
                        directory.resolve("tried").toString());
        var process = builder.inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();

        int logs = 0;
        try (var files = Files.newDirectoryStream(directory, "*.log")) {
            for (var file : files) {
                logs++;
                boolean isOwn = file.equals(own);
                assertThat(Files.readAllLines(file))
                        .as("classes of %s", file.getFileName())
                        .anyMatch(line -> line.contains("dev.progeny.pool."))
                        .noneMatch(line -> line.contains("dev.progeny.pool.FlightEvents"))
                        .noneMatch(line -> line.contains(" jdk.jfr.Event "))
                        .noneMatch(line -> !isOwn && line.contains("] jdk.jfr."));
            }
        }
        assertThat(logs).isGreaterThanOrEqualTo(2);
    }
}
