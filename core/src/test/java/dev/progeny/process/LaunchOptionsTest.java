package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Each launch option does in the child what it says; the values are immutable.
@Tag("process")
@ExtendWith(NothingLeft.class)
class LaunchOptionsTest {
    private static <R> R inChild(
            UnaryOperator<LaunchOptions> options, dev.progeny.task.RemoteCallable<R> task)
            throws Exception {
        try (var child = ChildProcess.start(o -> options.apply(ExitTest.quiet(o)), task)) {
            return child.result().get(30, TimeUnit.SECONDS);
        }
    }

    // STM-01, STM-02
    @Test
    void optionsAreImmutableAndDoNotTouchTheDefaults() throws Exception {
        var before = LaunchOptions.defaults();
        var changed = before.withName("other").withCpus(1);

        assertThat(changed).isNotEqualTo(before);
        assertThat(inChild(o -> changed, ThisProcess::name)).isEqualTo("other");
        assertThat(LaunchOptions.defaults()).isEqualTo(before);
    }

    // LOK-12
    @Test
    void environmentIsTheParentsWithChanges() throws Exception {
        assertThat(inChild(o -> o, () -> System.getenv("PATH"))).isEqualTo(System.getenv("PATH"));
        assertThat(
                        inChild(
                                o ->
                                        o.withEnvironment("PATH", "/changed")
                                                .withEnvironment("ADDED", "a=b c\u00e4"),
                                () -> System.getenv("PATH") + " " + System.getenv("ADDED")))
                .isEqualTo("/changed a=b c\u00e4");
    }

    @Test
    void childRunsInTheDirectoryItWasGiven(@TempDir Path directory) throws Exception {
        assertThat(
                        inChild(
                                o -> o.withDirectory(directory),
                                () -> Path.of("").toRealPath().toString()))
                .isEqualTo(directory.toRealPath().toString());
    }

    @Test
    void memoryLimitShowsAsOutOfMemoryErrorOfTheTask() {
        assertThatThrownBy(
                        () ->
                                inChild(
                                        o -> o.withMemoryLimit(16 << 20),
                                        () -> new byte[64 << 20].length))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aChildThatHasMoreMemoryThanItMayIsKilledAndTheFigureTold() throws Exception {
        long limit = 200L << 20;
        try (var child =
                ChildProcess.start(
                        o -> ExitTest.quiet(o).withProcessMemoryLimit(limit),
                        LaunchOptionsTest::fillNativeMemory)) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(ChildDiedException.class)
                    .hasMessageMatching(
                            "(?s).*SIGKILL.*more memory than it may: bytes=\\d{9,}, limit="
                                    + limit
                                    + ".*");
            child.join();
            assertThat(child.whyKilled()).contains("limit=" + limit);
        }
    }

    private static int fillNativeMemory() {
        var arena = Arena.global();
        for (int i = 0; i < 1024; i++) {
            arena.allocate(1 << 20, 1).fill((byte) i);
        }
        return 0;
    }

    // LOK-35
    @Test
    @Tag("platform-only")
    void aChildIsBoundToTheProcessorsItWasGiven() throws Exception {
        assertThat(inChild(o -> o.withAffinity(0), ThisProcess::availableCpus)).isEqualTo(1);
        assertThat(inChild(o -> o, ThisProcess::availableCpus))
                .isEqualTo(ThisProcess.availableCpus());
        assertThatThrownBy(() -> inChild(o -> o.withAffinity(1023), () -> 0))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("1023");
    }

    @Test
    void whereAProcessCannotBeBoundItIsSaid() {
        assumeThat(System.getProperty("dev.progeny.os")).isEqualTo("portable");
        assertThatThrownBy(() -> inChild(o -> o.withAffinity(0), () -> 0))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("withCpus");
    }

    // LOK-35: what the child may use is what the JVM says, by affinity, quota or option
    @Test
    void cpusAreWhatTheChildSees() throws Exception {
        assertThat(inChild(o -> o.withCpus(1), ThisProcess::availableCpus)).isEqualTo(1);
        assertThat(inChild(o -> o.withCpus(3), ThisProcess::availableCpus)).isEqualTo(3);
    }

    @Test
    @Tag("spawn-only")
    void preloadRunsBeforeTheTaskAndFailsItWhereItFails() throws Exception {
        assertThat(
                        inChild(
                                o -> o.withPreload(() -> System.setProperty("loaded", "yes")),
                                () -> System.getProperty("loaded")))
                .isEqualTo("yes");
        assertThatThrownBy(
                        () ->
                                inChild(
                                        o ->
                                                o.withPreload(
                                                        () -> {
                                                            throw new IllegalStateException("pre");
                                                        }),
                                        () -> 1))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pre");
    }

    // PRC-02
    @Test
    void javaCanBeNamed() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (var child = ChildProcess.start(o -> o.withJava(java), () -> 1)) {
            assertThat(child.join().code()).isZero();
        }
        var missing = Path.of("/nowhere/bin/java");
        assertThatThrownBy(() -> ChildProcess.start(o -> o.withJava(missing), () -> 1))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("/nowhere/bin/java", "o such file or directory");
        assertThat(ChildProcess.active()).isEmpty();
    }

    @Test
    void classPathIsReplacedAndTheLibraryIsAddedToIt(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("found.txt"), "x");
        assertThat(
                        inChild(
                                o -> o.withClassPath(directory, testClasses()),
                                () -> ClassLoader.getSystemResource("found.txt") != null))
                .isTrue();
    }

    private static Path testClasses() {
        try {
            return Path.of(
                    LaunchOptionsTest.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void startMethodsThatAreNotThereAreRefusedWithAReason() {
        for (var method : List.of(StartMethod.FORK, StartMethod.FORKSERVER)) {
            var availability = method.availability();
            if (availability.isAvailable()) {
                continue; // on Linux
            }
            assertThatThrownBy(() -> ChildProcess.start(o -> o.withStartMethod(method), () -> 1))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(method.name())
                    .hasMessageContaining(availability.reason());
        }
        boolean isFork = StartMethod.FORK.availability().isAvailable();
        assertThat(isFork && !StartMethod.FORKSERVER.availability().isAvailable()).isFalse();
        assertThat(StartMethod.SPAWN.availability().isAvailable()).isTrue();
    }

    @Test
    void whatMakesNoSenseIsRefusedAtOnce() {
        var o = LaunchOptions.defaults();
        assertThatThrownBy(() -> o.withCpus(0)).hasMessageContaining("cpus=0");
        assertThatThrownBy(o::withAffinity).hasMessageContaining("numbers=[]");
        assertThatThrownBy(() -> o.withAffinity(-1)).hasMessageContaining("numbers=[-1]");
        assertThatThrownBy(() -> o.withProcessMemoryLimit(1)).hasMessageContaining("bytes=1;");
        assertThatThrownBy(() -> o.withMemoryLimit(1)).hasMessageContaining("bytes=1");
        assertThatThrownBy(() -> o.withStopGrace(Duration.ofSeconds(-1)))
                .hasMessageContaining("negative grace");
        assertThatThrownBy(() -> o.withStartTimeout(Duration.ZERO))
                .hasMessageContaining("not positive");
        assertThatThrownBy(() -> o.withEnvironment("a=b", "c")).hasMessageContaining("name=a=b");
        assertThatThrownBy(() -> o.withEnvironment("a", "b\0c")).hasMessageContaining("name=a");
    }

    // STM-03
    @Test
    void defaultsAreSetOnceAndSeenInChildren(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, SetsDefaults.class)) {
            assertThat(program.await().out())
                    .isEqualTo("refused\nVALUE\nVALUE of grandchild\nrefused\n");
        }
    }

    static final class SetsDefaults {
        public static void main(String[] arguments) throws Exception {
            LaunchOptions.setDefaults(o -> o.withEnvironment("DEFAULT", "VALUE").withName("d"));
            setAgain();
            try (var child = ChildProcess.start(() -> System.getenv("DEFAULT"))) {
                System.out.println(child.result().get());
            }
            try (var child = ChildProcess.start(o -> o.withName("x"), SetsDefaults::nested)) {
                System.out.println(child.result().get());
            }
            setAgain();
        }

        private static String nested() throws Exception {
            try (var child =
                    ChildProcess.start(
                            () -> {
                                var defaults = (LaunchOptionsValue) LaunchOptions.defaults();
                                return defaults.environment().get("DEFAULT");
                            })) {
                return child.result().get() + " of grandchild";
            }
        }

        private static void setAgain() {
            try {
                LaunchOptions.setDefaults(o -> o);
            } catch (IllegalStateException e) {
                System.out.println("refused");
            }
        }
    }
}
