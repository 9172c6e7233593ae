package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// How a child ended is reported as it was: by a code of its own, or by a signal.
@Tag("process")
@Tag("each-start")
@ExtendWith(NothingLeft.class)
class ExitTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    // PRC-21
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 255})
    void codeGivenToExitIsKept(int code) throws Exception {
        assertThat(statusOf(() -> System.exit(code)))
                .isEqualTo(new ExitStatus(code, OptionalInt.empty()));
    }

    @Test
    void codeGivenToHaltIsKept() throws Exception {
        assertThat(statusOf(() -> Runtime.getRuntime().halt(7)).describe())
                .isEqualTo("exit code 7");
    }

    // PRC-20, PRC-21
    @Test
    void uncaughtExceptionIsPrintedWithItsCausesAndEndsWithOne() throws Exception {
        try (var child = ChildProcess.start(ExitTest::quiet, ExitTest::failsWithACause)) {
            assertThat(child.join(SOON)).contains(new ExitStatus(1, OptionalInt.empty()));
            assertThat(child.lastOutput())
                    .contains("Exception in thread \"main\" java.lang.IllegalStateException: outer")
                    .contains("at " + ExitTest.class.getName() + ".failsWithACause(ExitTest.java:")
                    .contains("Caused by: java.io.IOException: inner");
        }
    }

    private static void failsWithACause() {
        throw new IllegalStateException("outer", new IOException("inner"));
    }

    // PRC-26
    @Test
    void hooksOfTheChildRunAtItsNormalEnd(@TempDir Path directory) throws Exception {
        String file = directory.resolve("written").toString();

        assertThat(statusOf(() -> atExit(file)).isSuccess()).isTrue();
        assertThat(Path.of(file)).exists();
    }

    private static void atExit(String file) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        Files.createFile(Path.of(file));
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                }));
    }

    // PRC-09
    @Test
    void terminationIsReportedAlikeEarlyAndLate() throws Exception {
        endsBy(15, ChildProcess::terminate);
    }

    // PRC-10
    @Test
    void killIsReportedAlikeEarlyAndLate() throws Exception {
        endsBy(9, ChildProcess::kill);
    }

    // PRC-07, PRC-08: HotSpot handles SIGINT by ending; that is reported as the signal it was.
    @Test
    void interruptIsReportedAlikeEarlyAndLate() throws Exception {
        endsBy(2, ChildProcess::interrupt);
    }

    private static void endsBy(int signal, Consumer<ChildProcess<?>> end) throws Exception {
        var expected = new ExitStatus(128 + signal, OptionalInt.of(signal));
        try (var early = ChildProcess.start(ExitTest::quiet, () -> Thread.sleep(60_000))) {
            end.accept(early);
            assertThat(early.join(SOON)).as("early").contains(expected);
        }
        try (var late = Sleeper.start(o -> o)) {
            late.awaitTask();
            end.accept(late.child());
            assertThat(late.child().join(SOON)).as("late").contains(expected);
            assertThat(late.child().isAlive()).isFalse();
            assertThat(ChildProcess.active()).doesNotContain(late.child());
            assertThat(late.child().join(SOON)).as("again").contains(expected);
            assertThat(late.child().result()).isCompletedExceptionally();
        }
    }

    // PRC-08
    @Test
    @Tag("platform-only")
    void exitWith137IsNotTakenForAKill() throws Exception {
        assertThat(statusOf(() -> System.exit(137)))
                .isEqualTo(new ExitStatus(137, OptionalInt.empty()));
    }

    @Test
    void exitInTheMiddleOfATaskIsADeathAlsoWithCodeZero() throws Exception {
        try (var child =
                ChildProcess.start(o -> quiet(o).withName("leaver"), () -> System.exit(0))) {
            child.join(SOON);
            assertThat(child.result().handle((value, thrown) -> thrown).get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ChildDiedException.class,
                            died -> assertThat(died.status().isSuccess()).isTrue())
                    .hasMessage(
                            "child leaver (pid %d) died while running its task: exit code 0",
                            child.pid());
        }
    }

    // PRC-16
    @Test
    void childThatClosesItsStreamsRunsOn() throws Exception {
        assertThat(
                        statusOf(
                                        () -> {
                                            System.out.close();
                                            System.err.close();
                                            System.out.println("nobody hears");
                                        })
                                .isSuccess())
                .isTrue();
        assertThat(
                        statusOf(
                                        () -> {
                                            System.setOut(null);
                                            System.setErr(null);
                                        })
                                .isSuccess())
                .isTrue();
    }

    @Test
    void stoppedChildIsKilledByClose() throws Exception {
        if (File.separatorChar == '\\') {
            return; // no such signal there
        }
        try (var stopped = Sleeper.start(o -> o.withStopGrace(Duration.ZERO))) {
            stopped.awaitTask();
            Signals.stop(stopped.child().pid());

            stopped.child().close();

            assertThat(stopped.child().exitStatus().orElseThrow().signal()).hasValue(9);
        }
    }

    static LaunchOptions quiet(LaunchOptions options) {
        return options.withStdio(Stdio.DISCARD);
    }

    private static ExitStatus statusOf(dev.progeny.task.RemoteRunnable task) throws Exception {
        try (var child = ChildProcess.start(ExitTest::quiet, task)) {
            return child.join(SOON).orElseThrow();
        }
    }

    @Test
    void statusTravels() throws Exception {
        try (var child = ChildProcess.start(() -> Runtime.getRuntime().halt(7))) {
            var ended = child.join();
            try (var another = ChildProcess.start(() -> ended)) {
                assertThat(another.result().get(30, TimeUnit.SECONDS)).isEqualTo(ended);
            }
        }
    }
}
