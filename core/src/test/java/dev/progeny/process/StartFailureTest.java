package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A child that does not come up is reported soon, with what it or the system said.
@Tag("process")
@ExtendWith(NothingLeft.class)
class StartFailureTest {
    static final String HANGS =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0";

    @Test
    @Tag("spawn-only")
    void badOptionIsReportedInTheWordsOfTheJvm() {
        try (var child =
                ChildProcess.start(
                        o -> ExitTest.quiet(o).withJvmOptions("-XX:+NoSuchOption"), () -> 1)) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(ChildDiedException.class)
                    .hasMessageContaining("died while starting: exit code 1")
                    .hasMessageContaining("NoSuchOption");
        }
    }

    @Test
    @Tag("spawn-only")
    void childThatHangsWhileBootingIsKilledAtItsStartTimeout() throws Exception {
        var options = LaunchOptions.defaults().withStdio(Stdio.DISCARD).withName("late");
        try (var child =
                ChildProcess.start(
                        o -> options.withJvmOptions(HANGS).withStartTimeout(Duration.ofMillis(700)),
                        () -> 1)) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            "child late (pid "
                                    + child.pid()
                                    + ") did not begin its task within PT0.7S")
                    .hasMessageContaining("withStartTimeout");
            assertThat(child.join().signal()).hasValue(9);
        }
    }

    @Test
    void missingDirectoryIsNamed() {
        assertThatThrownBy(
                        () ->
                                ChildProcess.start(
                                        o -> o.withDirectory(Path.of("/nowhere/at/all")), () -> 1))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("/nowhere/at/all");
        assertThat(ChildProcess.active()).isEmpty();
    }

    // STM-08
    @Test
    void runtimeWithoutALauncherIsAnErrorOnlyAtTheStart(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, NoLauncher.class)) {
            assertThat(program.await().out())
                    .isEqualTo(
                            "this Java runtime has no launcher: "
                                    + Path.of("/nowhere/bin/java")
                                    + "; name one with LaunchOptions.withJava\n");
        }
    }

    static final class NoLauncher {
        public static void main(String[] arguments) {
            System.setProperty("java.home", "/nowhere");
            try {
                ChildProcess.start(() -> 1);
            } catch (StartException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /// The channel is closed, or its socket has gone.
    @ParameterizedTest
    @ValueSource(strings = {"descriptors", "socket:/nowhere/at/all"})
    void childWhoseParentHasGoneMeanwhileSaysNothing(String channel, @TempDir Path directory)
            throws Exception {
        var errors = directory.resolve("errors");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var child =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "exec \"$@\" 3</dev/null 4>/dev/null",
                                "sh",
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ChildMain.class.getName(),
                                channel)
                        .redirectError(errors.toFile())
                        .start();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(errors).hasContent("");
        assertThat(child.exitValue()).isEqualTo(143);
    }

    // X-PRC-04
    @Test
    void debugAgentOfTheParentOnAFixedPortStaysWithTheParent(@TempDir Path directory)
            throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String agent =
                "-Dagent=1 -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
                        + port;
        for (String variable : new String[] {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"}) {
            var builder =
                    Program.builder(
                            directory,
                            java.util.List.of(
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Debugged.class.getName()));
            builder.environment().put(variable, agent);
            try (var program = Program.start(builder, directory)) {
                assertThat(program.await().out()).as(variable).endsWith("child: 1\n");
            }
        }
    }

    static final class Debugged {
        public static void main(String[] arguments) throws Exception {
            try (var child = ChildProcess.start(() -> System.getProperty("agent"))) {
                System.out.println("child: " + child.result().get());
            }
        }
    }
}
