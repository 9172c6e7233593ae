package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// The parent of a pool leaves, whatever the workers do just then: nothing stays behind.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultParentTest {
    /// The promise; a busy machine needs its time to take a JVM down.
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration GRACE_OF_A_BUSY_MACHINE = Duration.ofSeconds(4);

    private static final boolean IS_PORTABLE =
            "portable".equals(System.getProperty("dev.progeny.os"));

    @TempDir Path directory;

    private record Owner(Process process, List<ProcessHandle> workers, Path errors) {}

    private Owner start(String mode) throws IOException {
        var errors = directory.resolve("errors" + System.nanoTime());
        var command = new ArrayList<String>();
        // a JVM that begins with the signal ignored (nohup, a shell's &) would never hear it
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path")));
        if (IS_PORTABLE) {
            command.add("-Ddev.progeny.os=portable");
        }
        command.addAll(List.of(PoolOwner.class.getName(), mode, directory.toString()));
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String pids = process.inputReader().readLine();
        assertThat(pids).as(Files.readString(errors)).isNotNull();
        var workers =
                Arrays.stream(pids.split(" "))
                        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                        .toList();
        return new Owner(process, workers, errors);
    }

    private Duration untilAllHaveGone(Owner owner) throws InterruptedException {
        assertThat(owner.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        long gone = System.nanoTime();
        Awaitility.await("no worker outlives its parent")
                .pollInterval(Duration.ofMillis(5))
                .atMost(SOON.plus(GRACE_OF_A_BUSY_MACHINE))
                .until(() -> owner.workers.stream().noneMatch(FaultParentTest::isRunning));
        return Duration.ofNanos(System.nanoTime() - gone);
    }

    /// A dead orphan stays a zombie until the first process of the system gets round to it.
    static boolean isRunning(ProcessHandle worker) {
        try {
            String stat = Files.readString(Path.of("/proc/" + worker.pid() + "/stat"));
            return worker.isAlive() && !stat.contains(") Z ");
        } catch (IOException e) {
            return worker.isAlive();
        }
    }

    private void assertNoFiles() throws IOException {
        for (var place : List.of(Path.of("/dev/shm"), directory)) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(place, "progeny*")) {
                var files = new ArrayList<Path>();
                left.forEach(files::add);
                assertThat(files).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "map", "wedged"})
    void workersOfAKilledParentEndAtOnce(String mode) throws Exception {
        var owner = start(mode);

        owner.process.destroyForcibly();

        System.out.println("orphans, " + mode + ": " + untilAllHaveGone(owner).toMillis() + " ms");
        Awaitility.await().atMost(Signals.PATIENCE).untilAsserted(this::assertNoFiles);
    }

    @Test
    void workersOfAParentThatHaltsEndAtOnce() throws Exception {
        var owner = start("halt");

        untilAllHaveGone(owner);

        assertThat(owner.process.exitValue()).isEqualTo(9);
        Awaitility.await().atMost(Signals.PATIENCE).untilAsserted(this::assertNoFiles);
    }

    @Test
    @Tag("platform-only") // elsewhere it is the worker itself that must see its parent's death
    void stoppedWorkersOfAKilledParentEndAtOnce() throws Exception {
        var owner = start("map");
        owner.workers.forEach(worker -> Signals.send("STOP", worker.pid()));

        owner.process.destroyForcibly();

        untilAllHaveGone(owner);
    }

    @Test
    void interruptedParentEndsWithAllItsWorkersAndAShortReport() throws Exception {
        var owner = start("wedged");
        long start = System.nanoTime();

        assertThat(Signals.send("INT", owner.process.pid())).isTrue();

        untilAllHaveGone(owner);
        assertThat(owner.process.exitValue()).isEqualTo(130);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(2).plus(GRACE_OF_A_BUSY_MACHINE));
        assertThat(owner.errors).hasContent("interrupted: pool-1 ends, running=2, waiting=0");
        assertNoFiles();
    }

    @Test
    void idlePoolOfAnInterruptedParentSaysNothing() throws Exception {
        var owner = start("idle");

        assertThat(Signals.send("INT", owner.process.pid())).isTrue();

        untilAllHaveGone(owner);
        assertThat(owner.process.exitValue()).isEqualTo(130);
        assertThat(owner.errors).hasContent("");
    }

    @Test
    @Tag("platform-only") // elsewhere a JVM that ends does not hear another signal
    void secondInterruptKillsAParentWhoseHooksHang() throws Exception {
        var owner = start("stubborn");
        assertThat(Signals.send("INT", owner.process.pid())).isTrue();
        Awaitility.await()
                .atMost(Signals.PATIENCE)
                .until(() -> owner.workers.stream().noneMatch(FaultParentTest::isRunning));
        assertThat(owner.process.isAlive()).isTrue();

        assertThat(Signals.send("INT", owner.process.pid())).isTrue();

        assertThat(owner.process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(owner.process.exitValue()).isEqualTo(130);
        assertThat(Files.readAllLines(owner.errors)).hasSize(1);
    }

    @Test
    void secondInterruptKillsWorkersThatHoldOut() throws Exception {
        var owner = start("holding out");
        long start = System.nanoTime();
        assertThat(Signals.send("INT", owner.process.pid())).isTrue();
        Signals.send("INT", owner.process.pid());

        untilAllHaveGone(owner);

        assertThat(owner.process.exitValue()).isEqualTo(130);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(2).plus(GRACE_OF_A_BUSY_MACHINE));
    }

    @Test
    void nothingIsLeftWhenTheParentIsKilledAtRandomMoments() throws Exception {
        killAtRandomMoments(4);
    }

    @Test
    @Tag("long")
    void nothingIsLeftWhenTheParentIsKilledAtFiftyRandomMoments() throws Exception {
        killAtRandomMoments(50);
    }

    private void killAtRandomMoments(int times) throws Exception {
        long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
        System.out.println("seed of the moments: " + seed);
        var random = new Random(seed);
        for (int time = 0; time < times; time++) {
            var owner = start("map");
            TimeUnit.MICROSECONDS.sleep(random.nextInt(50_000));
            owner.process.destroyForcibly();
            untilAllHaveGone(owner);
        }
        Awaitility.await().atMost(Signals.PATIENCE).untilAsserted(this::assertNoFiles);
    }
}
