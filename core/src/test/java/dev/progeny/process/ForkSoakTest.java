package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/// Forks of a busy template work like any JVM, again and again, and it stays unharmed.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkSoakTest {
    /// A JVM whose virtual threads have waited for a socket needs 300 ms to end.
    private static final int AT_ONCE = 8;

    @AfterEach
    void endTemplates() {
        ChildProcess.endTemplates();
    }

    @Test
    void forksOfABusyTemplateAreSound() throws Exception {
        soak(150);
    }

    @Test
    @Tag("long")
    void fiveThousandForksOfABusyTemplateAreSound() throws Exception {
        soak(5000);
    }

    private static void soak(int forks) throws Exception {
        var jar = Load.anyJar().toString();
        var running = new ArrayDeque<ChildProcess<String>>();
        for (int i = 0; i < forks + AT_ONCE; i++) {
            if (i < forks) {
                int number = i;
                running.add(
                        ChildProcess.start(
                                o ->
                                        o.withStartMethod(StartMethod.FORKSERVER)
                                                .withPreload(() -> Load.begin(jar)),
                                () -> Load.errand(number)));
            }
            if (i >= AT_ONCE) {
                await(running.remove(), i - AT_ONCE);
            }
        }
    }

    private static void await(ChildProcess<String> child, int number) throws Exception {
        try (child) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo("sound");
            assertThat(child.join(java.time.Duration.ofSeconds(20)))
                    .as("end of fork %d, %s", number, child)
                    .contains(child.exitStatus().orElseThrow());
            assertThat(child.exitStatus().orElseThrow().isSuccess()).isTrue();
        }
    }
}
