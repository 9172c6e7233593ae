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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The end of a program that has a pool and does not close it: real JVMs running [PoolProgram].
@Tag("process")
@ExtendWith(NothingLeft.class)
class PoolExitTest {
    @TempDir Path directory;

    private Process start(String mode) throws IOException {
        return builder(mode).start();
    }

    private ProcessBuilder builder(String mode) {
        var command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path")));
        String os = System.getProperty("dev.progeny.os");
        if (os != null) {
            command.add("-Ddev.progeny.os=" + os);
        }
        command.addAll(List.of(PoolProgram.class.getName(), mode, directory.toString()));
        return new ProcessBuilder(command).redirectError(errors().toFile());
    }

    private Path errors() {
        return directory.resolve("stderr");
    }

    private void assertEndsWell(Process program) throws Exception {
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("the program ended").isTrue();
        assertThat(textOf(errors())).isEmpty();
        assertThat(program.exitValue()).isEqualTo(0);
    }

    // EXE-29, LOK-03, LOK-06
    @ParameterizedTest
    @ValueSource(strings = {"forgotten tasks", "shut down", "asynchronous map"})
    void whatWasSubmittedEndsBeforeTheProgramDoes(String mode) throws Exception {
        var program = start(mode);
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.readLine()).as(() -> textOf(errors())).isEqualTo("main ends");
        }
        assertThat(program.isAlive()).isTrue();
        Gate.in(directory, "release").open();
        assertEndsWell(program);
        assertThat(IntStream.range(0, PoolProgram.TASKS))
                .allMatch(i -> Gate.in(directory, "done-" + i).isOpen());
    }

    @Test
    void anIdlePoolDoesNotKeepTheProgramAlive() throws Exception {
        var program = start("idle");
        try (BufferedReader output = program.inputReader()) {
            long worker = Long.parseLong(output.readLine());
            assertEndsWell(program);
            Awaitility.await().until(() -> ProcessHandle.of(worker).isEmpty());
        }
    }

    @Test
    void aShutdownHookMayCloseAPool() throws Exception {
        var program = start("closed by a hook");
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.readLine()).as(() -> textOf(errors())).isEqualTo("42");
            assertThat(output.readLine()).isEqualTo("closed=true");
            assertEndsWell(program);
        }
    }

    /// Not on the portable back end, whose starts fail in the JDK's own code then, in many ways.
    @Test
    @Tag("platform-only")
    void aPoolOutlastsAWantOfDescriptors() throws Exception {
        var builder = builder("starved");
        builder.command().addAll(0, List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"));
        var program = builder.start();
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.readLine())
                    .as(() -> textOf(errors()))
                    .isEqualTo("works=true less=true refuses=true");
        } finally {
            program.destroy();
        }
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
