package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.os.Os;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// No child outlives its parent, however the parent ends, and nothing of either is left.
@Tag("process")
@ExtendWith(NothingLeft.class)
class ParentEndTest {
    private static final int ROUNDS = Os.current().name().equals("linux") ? 15 : 7;

    /// What a killed parent may leave for a second.
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /// A child that is still booting looks for its parent when it has booted.
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(5);

    @Test
    void normalEndWaitsForAChildThatIsNoDaemon(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, Parent.class, "false", "return")) {
            assertThat(program.await().out()).isEqualTo("ready\nchild is done\n");
        }
        assertThat(leftovers(directory)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true return", "true exit", "false exit", "false halt"})
    void otherEndsEndTheChild(String how, @TempDir Path directory) throws Exception {
        String[] words = how.split(" ");
        try (var program = Program.start(directory, Parent.class, words)) {
            program.awaitOut("ready");
            var family = program.handle().descendants().toList();
            assertThat(program.await().out()).isEqualTo("ready\n");
            awaitGone(family, BOOT_LIMIT);
            assertThat(escaped(directory)).isEmpty();
        }
    }

    static final class Parent {
        public static void main(String[] arguments) {
            boolean isDaemon = Boolean.parseBoolean(arguments[0]);
            int millis = arguments[1].equals("return") && !isDaemon ? 1000 : 600_000;
            var child = ChildProcess.start(o -> o.withDaemon(isDaemon), () -> work(millis));
            System.out.println("ready");
            switch (arguments[1]) {
                case "exit" -> System.exit(0);
                case "halt" -> Runtime.getRuntime().halt(0);
                default -> LockSupport.parkNanos(child.pid());
            }
        }

        private static void work(int millis) throws Exception {
            Thread.sleep(millis);
            System.out.println("child is done");
        }
    }

    // X-PRC-01
    @Test
    @Tag("crash")
    void killedParentLeavesNothing(@TempDir Path directory) throws Exception {
        killParents(directory, ROUNDS);
    }

    @Test
    @Tag("crash")
    @Tag("long")
    void fiftyKilledParentsLeaveNothing(@TempDir Path directory) throws Exception {
        killParents(directory, 50);
    }

    private static void killParents(Path directory, int rounds) throws Exception {
        long seed = System.nanoTime();
        System.out.println("ParentEndTest seed: " + seed);
        var random = new Random(seed);
        var ends = new ArrayList<Duration>();
        for (int round = 0; round < rounds; round++) {
            try (var program = Program.start(directory, Busy.class)) {
                boolean isStarting = random.nextInt(3) > 0;
                program.awaitOut(isStarting ? "starting" : "spinning\n".repeat(3));
                LockSupport.parkNanos(random.nextInt(isStarting ? 400_000_000 : 30_000_000));
                var family = program.handle().descendants().toList();
                program.kill();
                ends.add(awaitGone(family, isStarting ? BOOT_LIMIT : LIMIT));
            }
            assertThat(escaped(directory)).as("round %s, seed %s", round, seed).isEmpty();
        }
        ends.sort(null);
        var median = ends.get(ends.size() / 2);
        System.out.println("descendants ended after " + median + ", median; " + ends.getLast());
        assertThat(median).isLessThan(LIMIT);
        // what was killed in the middle of its own clean-up is swept by the next start
        try (var program = Program.start(directory, Parent.class, "true", "exit")) {
            program.await();
        }
        assertThat(leftovers(directory)).isEmpty();
    }

    /// Processes that were being made when the list was taken name the directory in their command.
    private static List<ProcessHandle> escaped(Path directory) {
        var isOver = System.nanoTime() + BOOT_LIMIT.toNanos();
        List<ProcessHandle> found;
        do {
            found =
                    ProcessHandle.allProcesses()
                            .filter(p -> mentions(p, directory.toString()))
                            .toList();
        } while (!found.isEmpty() && System.nanoTime() < isOver);
        return found;
    }

    private static boolean mentions(ProcessHandle process, String text) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).contains(text);
        } catch (java.io.IOException e) {
            return process.info().commandLine().orElse("").contains(text);
        }
    }

    static final class Busy {
        public static void main(String[] arguments) throws Exception {
            System.out.println("starting");
            ChildProcess.start(Busy::spin);
            ChildProcess.start(Busy::spinInACollector);
            ChildProcess.start(
                    () -> {
                        ChildProcess.start(Busy::spin).join();
                    });
            ChildProcess.start(() -> Thread.sleep(600_000));
            Thread.sleep(600_000);
        }

        private static void spin() {
            System.out.print("spinning\n");
            long n = 0;
            while (n >= 0) {
                n = (n + 1) & Long.MAX_VALUE;
            }
        }

        private static void spinInACollector() {
            System.out.print("spinning\n");
            while (true) {
                System.gc();
            }
        }
    }

    @Test
    @Tag("crash")
    @Tag("platform-only")
    void stoppedChildOfAKilledParentEnds(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, Parent.class, "false", "return")) {
            program.awaitOut("ready");
            var family = program.handle().descendants().toList();
            Signals.stop(family.getFirst().pid());
            program.kill();
            Signals.resume(family.getFirst().pid());
            awaitGone(family, LIMIT);
        }
    }

    private static Duration awaitGone(List<ProcessHandle> family, Duration limit) {
        long start = System.nanoTime();
        Awaitility.await("descendants end with their parent")
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(limit)
                .until(() -> family.stream().noneMatch(Program::isRunning));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static List<Path> leftovers(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> !f.getFileName().toString().endsWith(".txt")).toList();
        }
    }
}
