package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

@Tag("process")
@ExtendWith(NothingLeft.class)
class ChildProcessTest {
    @Test
    void childReturnsTheResultOfItsTask() throws Exception {
        int captured = 6;
        try (var child = ChildProcess.start(() -> captured * 7)) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo(42);
            assertThat(child.join().isSuccess()).isTrue();
        }
    }

    @Test
    void exceptionOfTheTaskArrivesWithItsTypeAndTheProcessEndsWithOne() throws Exception {
        try (var child =
                ChildProcess.start(
                        o -> o.withStdio(Stdio.DISCARD),
                        () -> {
                            throw new IllegalArgumentException("bad");
                        })) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bad");
            assertThat(child.join().code()).isEqualTo(1);
            assertThat(child.lastOutput()).contains("IllegalArgumentException: bad");
        }
    }

    @Test
    void killedChildFailsItsResultWithSignalAndLastOutput() throws Exception {
        try (var child =
                ChildProcess.start(
                        o -> o.withName("victim").withStdio(Stdio.DISCARD),
                        () -> {
                            System.err.println("about to die");
                            ProcessHandle.current().destroyForcibly();
                        })) {
            assertThat(child.join(Duration.ofSeconds(30))).isPresent();
        }
    }
}
