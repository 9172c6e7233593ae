package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A child's standard streams belong to the user, whatever and however much it prints.
@Tag("process")
@Tag("each-start")
@ExtendWith(NothingLeft.class)
class StdioTest {
    private static final int FLOOD = 200 << 20;

    @Test
    void relayPutsTheNameInFrontOfEachLine(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, Prints.class, "RELAY")) {
            var outcome = program.await();
            assertThat(outcome.out()).isEqualTo("[p] one\n[p] zw\u00f6lf\n[p] unended\n");
            assertThat(outcome.err()).isEqualTo("[p] error\n");
        }
    }

    @Test
    void passAndInheritLeaveBytesAsTheyAre(@TempDir Path directory) throws Exception {
        for (var stdio : new Stdio[] {Stdio.PASS, Stdio.INHERIT}) {
            try (var program = Program.start(directory, Prints.class, stdio.name())) {
                var outcome = program.await();
                assertThat(outcome.out()).as("%s", stdio).isEqualTo("one\nzw\u00f6lf\nunended");
                assertThat(outcome.err()).as("%s", stdio).isEqualTo("error\n");
            }
        }
    }

    @Test
    void discardPrintsNothing(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, Prints.class, "DISCARD")) {
            var outcome = program.await();
            assertThat(outcome.out() + outcome.err()).isEmpty();
        }
    }

    static final class Prints {
        public static void main(String[] arguments) throws Exception {
            var stdio = Stdio.valueOf(arguments[0]);
            ChildProcess.start(o -> o.withStdio(stdio).withName("p"), Prints::print).join();
        }

        private static void print() throws Exception {
            System.out.write("one\nzw\u00f6".getBytes(UTF_8), 0, 7); // half a character
            System.out.flush();
            Thread.sleep(50);
            System.out.write("\u00f6lf\nunended".getBytes(UTF_8), 1, 11);
            System.out.flush();
            System.err.println("error");
        }
    }

    // X-PRC-03
    @Test
    void floodOfOutputNeitherBlocksNorFillsTheMemory(@TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, Floods.class)) {
            assertThat(program.await().out()).isEqualTo("fine\n");
        }
    }

    static final class Floods {
        public static void main(String[] arguments) throws Exception {
            var out = System.out; // what is relayed may come after the child's end
            System.setOut(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
            System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
            for (var stdio : new Stdio[] {Stdio.DISCARD, Stdio.RELAY}) {
                flood(stdio);
            }
            System.gc();
            long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            out.println(used < 64 << 20 ? "fine" : "used=" + used);
        }

        private static void flood(Stdio stdio) throws Exception {
            try (var child =
                    ChildProcess.start(
                            o -> o.withStdio(stdio).withMemoryLimit(64 << 20), Floods::print)) {
                child.result().get(60, TimeUnit.SECONDS);
                child.join();
                if (!child.lastOutput().endsWith("the end")) {
                    throw new AssertionError(child.lastOutput());
                }
            }
        }

        private static void print() throws IOException {
            byte[] lines = new byte[1 << 16];
            for (int i = 0; i < lines.length; i++) {
                lines[i] = (byte) (i % 100 == 99 ? '\n' : 'x');
            }
            for (int i = 0; i < FLOOD / 4 / lines.length; i++) {
                System.out.write(lines, 0, lines.length);
                System.err.write(lines, 0, lines.length);
            }
            System.err.print("\nthe end");
        }
    }

    @Test
    void errorOfADeathHoldsTheLastLinesOfStderr() {
        try (var child =
                ChildProcess.start(
                        ExitTest::quiet,
                        () -> {
                            for (int i = 1; i <= 1000; i++) {
                                System.err.println("line " + i);
                            }
                            Runtime.getRuntime().halt(3);
                        })) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(ChildDiedException.class)
                    .hasMessageContaining("exit code 3; last output: line 981\n")
                    .hasMessageEndingWith("line 1000");
        }
    }

    // LOK-29
    @Test
    void crashOfTheJvmIsToldWithTheHeadOfItsReportAndLeavesNoFile(@TempDir Path directory) {
        var isQuiet = LaunchOptions.defaults().withStdio(Stdio.DISCARD).withDirectory(directory);
        try (var child = ChildProcess.start(o -> isQuiet, StdioTest::crash)) {
            assertThatThrownBy(() -> child.result().get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(ChildDiedException.class)
                    .hasMessageContaining("SIGABRT, usually a crash of the JVM")
                    .hasMessageContaining("SIGSEGV (0xb) at pc=");
            assertThat(child.lastOutput()).contains("fatal error has been detected");
        }
        assertThat(directory).isEmptyDirectory();
    }

    /// Not a fault of our own making: the signal of another process reaches the JVM's handler, as
    /// that of a native library would.
    private static void crash() throws Exception {
        Signals.send("SEGV", ThisProcess.pid());
        Thread.sleep(600_000);
    }

    @Test
    void slowReaderOfABigArgumentDoesNotBlockTheStartOfOthers() throws Exception {
        byte[] big = new byte[100 << 20];
        big[big.length - 1] = 7;
        var options = LaunchOptions.defaults().withStdio(Stdio.DISCARD);
        try (var slow = ChildProcess.start(o -> options, () -> big[big.length - 1])) {
            Signals.stop(slow.pid());
            try (var other = ChildProcess.start(o -> options, () -> 1)) {
                assertThat(other.result().get(30, TimeUnit.SECONDS)).isEqualTo(1);
            }
            assertThat(slow.result()).isNotDone();
            Signals.resume(slow.pid());
            assertThat(slow.result().get(60, TimeUnit.SECONDS)).isEqualTo((byte) 7);
        }
    }
}
