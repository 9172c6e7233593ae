package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

/// Sends what the JDK cannot: any signal to any process, this one included.
final class Signals {
    /// For every wait of a test.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Signals() {}

    /// Sends a signal.
    ///
    /// @return whether there was such a process
    static boolean send(String signal, long pid) {
        try {
            var kill =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return kill.waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot send " + signal + " to " + pid, e);
        }
    }

    /// Ends this process by a signal; does not return.
    static void raise(String signal) {
        assertThat(send(signal, ProcessHandle.current().pid())).isTrue();
        hang();
    }

    /// Until killed.
    static void hang() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
