package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.pool.ProcessPool;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A fork of a template is a child like any other: its task, its end, its options.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkServerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static int loaded;

    @AfterEach
    void endTemplates() {
        ChildProcess.endTemplates();
    }

    private static LaunchOptions forked(LaunchOptions options) {
        return options.withStartMethod(StartMethod.FORKSERVER);
    }

    private static <R> R resultOf(UnaryOperator<LaunchOptions> options, RemoteCallable<R> task)
            throws Exception {
        try (var child = ChildProcess.start(o -> options.apply(forked(o)), task)) {
            return child.result().get(30, TimeUnit.SECONDS);
        }
    }

    private static ExitStatus endOf(RemoteRunnable task) throws Exception {
        try (var child = ChildProcess.start(ForkServerTest::forked, task)) {
            return child.join(SOON).orElseThrow();
        }
    }

    @Test
    void runsItsTaskAndIsAChildOfThisProcess() throws Exception {
        int captured = 6;
        assertThat(resultOf(o -> o, () -> captured * 7)).isEqualTo(42);
        try (var child = ChildProcess.start(ForkServerTest::forked, () -> Thread.sleep(60_000))) {
            assertThat(ChildProcess.active()).as("the template is none").containsExactly(child);
            assertThat(child.toHandle().parent()).contains(ProcessHandle.current());
        }
    }

    @Test
    void itsTrueEndIsKnown() throws Exception {
        assertThat(endOf(() -> {}).isSuccess()).isTrue();
        assertThat(endOf(() -> System.exit(7)).code()).isEqualTo(7);
        assertThat(endOf(() -> Runtime.getRuntime().halt(137)).signal()).isEmpty();
        assertThat(endOf(() -> fail()).code()).isEqualTo(1);
        try (var child = ChildProcess.start(ForkServerTest::forked, () -> Thread.sleep(60_000))) {
            child.kill();
            assertThat(child.join(SOON).orElseThrow().signal()).isEqualTo(OptionalInt.of(9));
        }
        try (var child = ChildProcess.start(ForkServerTest::forked, () -> Thread.sleep(60_000))) {
            child.terminate();
            assertThat(child.join(SOON).orElseThrow().code()).isEqualTo(143);
        }
    }

    private static void fail() {
        throw new IllegalStateException("as it should");
    }

    @Test
    void endsLikeAJvmHooksAndAll(@TempDir Path directory) throws Exception {
        var trace = directory.resolve("trace");
        String name = trace.toString();
        assertThat(endOf(() -> addHook(name)).isSuccess()).isTrue();
        assertThat(trace).hasContent("hook");
    }

    private static void addHook(String file) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> write(file, "hook")));
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(Path.of(file), text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void findsWhatThePreloadMadeAndChangesItForItselfAlone() throws Exception {
        UnaryOperator<LaunchOptions> preloaded = o -> o.withPreload(() -> loaded = 100);
        for (int i = 0; i < 3; i++) {
            assertThat(resultOf(preloaded, () -> ++loaded)).isEqualTo(101);
        }
        assertThat(resultOf(o -> o, () -> loaded)).as("another template").isZero();
    }

    @Test
    void hasItsOptions(@TempDir Path directory) throws Exception {
        var path = directory.toRealPath();
        UnaryOperator<LaunchOptions> options =
                o ->
                        o.withEnvironment("SEASON", "spring")
                                .withDirectory(path)
                                .withJvmOptions("-Dcolour=green")
                                .withName("leaf");
        assertThat(
                        resultOf(
                                options,
                                () ->
                                        List.of(
                                                System.getenv("SEASON"),
                                                Path.of("").toAbsolutePath().toString(),
                                                System.getProperty("colour"),
                                                ThisProcess.name())))
                .containsExactly("spring", path.toString(), "green", "leaf");
    }

    @Test
    void itsStandardStreamsAreItsOwn() throws Exception {
        for (var stdio : List.of(Stdio.PASS, Stdio.DISCARD)) {
            for (int i = 0; i < 2; i++) {
                String word = stdio + "-" + i;
                try (var child =
                        ChildProcess.start(
                                o -> forked(o).withStdio(stdio),
                                () -> System.err.print(word + System.in.read()))) {
                    child.join();
                    assertThat(child.lastOutput()).isEqualTo(word + "-1");
                }
            }
        }
    }

    @Test
    void manyAreStartedAtOnce() throws Exception {
        var children = new ArrayList<ChildProcess<Integer>>();
        var starters = new ArrayList<Thread>();
        for (int i = 0; i < 12; i++) {
            int number = i;
            starters.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        var child =
                                                ChildProcess.start(
                                                        ForkServerTest::forked, () -> number);
                                        synchronized (children) {
                                            children.add(child);
                                        }
                                    }));
        }
        for (var starter : starters) {
            starter.join();
        }
        int sum = 0;
        for (var child : children) {
            try (child) {
                sum += child.result().get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(sum).isEqualTo(66);
    }

    @Test
    void poolHasForkedWorkers() throws Exception {
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(2)
                                        .withLaunch(
                                                l -> forked(l).withPreload(() -> loaded = 7)))) {
            assertThat(pool.map(x -> x * loaded, List.of(1, 2, 3))).containsExactly(7, 14, 21);
        }
    }

    @Test
    void failingPreloadFailsTheStart() {
        assertThatThrownBy(() -> resultOf(o -> o.withPreload(ForkServerTest::fail), () -> 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("as it should")
                .hasMessageContaining("SPAWN");
    }

    @Test
    void templateThatHangsWhileItBootsFailsTheStartInTime() {
        assertThatThrownBy(
                        () ->
                                resultOf(
                                        o ->
                                                o.withStdio(Stdio.DISCARD)
                                                        .withJvmOptions(StartFailureTest.HANGS)
                                                        .withStartTimeout(Duration.ofMillis(700)),
                                        () -> 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("did not begin its task within PT0.7S");
    }

    @ParameterizedTest
    @CsvSource({
        "-XX:+UseZGC, the heap of ZGC is shared memory",
        "-XX:StartFlightRecording, Flight Recorder is running"
    })
    void whatCannotBeForkedIsRefusedWithTheReason(String option, String reason) {
        assertThatThrownBy(() -> resultOf(o -> o.withJvmOptions(option), () -> 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("SPAWN");
    }

    @Test
    void availabilityIsTold() {
        var all = StartMethod.available();
        assertThat(all.get(StartMethod.FORKSERVER).isAvailable()).isTrue();
    }

    // PRC-17: the helper hears a Ctrl-C or is killed; its forks do not notice
    @ParameterizedTest
    @CsvSource({"-INT, true", "-TERM, true", "-KILL, false"})
    @Tag("crash")
    void templateHearsNoSignalOrIsReplaced(String signal, boolean survives) throws Exception {
        try (var sleeper = ChildProcess.start(ForkServerTest::forked, () -> Thread.sleep(500))) {
            for (int i = 0; i < 3; i++) {
                long template = templates().findFirst().orElseThrow().pid();
                new ProcessBuilder("kill", signal, Long.toString(template)).start().waitFor();
                int number = i;
                Awaitility.await() // the first start may still find a spare of it
                        .pollInSameThread()
                        .untilAsserted(
                                () -> {
                                    assertThat(resultOf(o -> o, () -> number)).isEqualTo(number);
                                    assertThat(templates().map(p -> p.pid() == template))
                                            .containsExactly(survives);
                                });
            }
            assertThat(sleeper.join(SOON).orElseThrow().isSuccess()).isTrue();
        }
    }

    /// The next spare is being forked when the template is killed, so that at some moments neither
    /// of the two has said its pid: nobody could reap it by that.
    @Test
    @Tag("crash")
    void forkOfWhichNobodyHasHeardIsReaped() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 12; i++) {
            try (var child = ChildProcess.start(ForkServerTest::forked, () -> 1)) {
                Thread.sleep(0, random.nextInt(1_000_000));
                Thread.sleep(random.nextInt(12));
                ChildProcess.endTemplates();
                assertThat(child.result().get(30, TimeUnit.SECONDS)).isOne();
            }
        }
    }

    /// A Ctrl-C in the terminal goes to the group in its foreground.
    @Test
    void templateAndForksAreInOtherGroupsThanTheirParent() throws Exception {
        long fork = resultOf(o -> o, () -> group(ProcessHandle.current()));
        assertThat(fork).isNotEqualTo(group(ProcessHandle.current()));
        assertThat(group(templates().findFirst().orElseThrow()))
                .isNotEqualTo(group(ProcessHandle.current()))
                .isNotEqualTo(fork);
    }

    static long group(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[2]);
        } catch (IOException e) {
            return -1; // it has ended
        }
    }

    private static Stream<ProcessHandle> templates() {
        return ProcessHandle.current()
                .children()
                .filter(p -> ChildProcess.active().stream().noneMatch(c -> c.pid() == p.pid()))
                .filter(p -> p.info().commandLine().orElse("").contains("TemplateMain"))
                .filter(p -> group(p) == p.pid()); // a spare is in its template's
    }
}
