package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A listener that throws, as one does whose class files have gone under a running program: its
/// child is ended and its end told, others are heard, and nobody is asked again and again.
@Tag("process")
@Tag("crash")
class DeafListenerTest {
    private static final SpawnRequest.Stdio CAPTURED =
            new SpawnRequest.Stdio(
                    SpawnRequest.Stream.NULL,
                    SpawnRequest.Stream.CAPTURED,
                    SpawnRequest.Stream.CAPTURED);

    private final Os os = Os.current();

    /// Throws where it is told to.
    private static final class Deaf implements ChildListener {
        private final String where;
        private final AtomicInteger calls = new AtomicInteger();
        private final CompletableFuture<WaitStatus> status = new CompletableFuture<>();

        Deaf(String where) {
            this.where = where;
        }

        private void hear(String what) {
            if (what.equals(where)) {
                calls.incrementAndGet();
                throw new NoClassDefFoundError("asked for by a test: " + what);
            }
        }

        @Override
        public void received(byte[] bytes) {
            hear("received");
        }

        @Override
        public boolean output(boolean stderr, byte[] bytes) {
            hear("output");
            return true;
        }

        @Override
        public void exited(WaitStatus how, String crashLog) {
            status.complete(how);
            hear("exited");
        }
    }

    private Deaf start(String where, String script) {
        var deaf = new Deaf(where);
        var command = List.of("/bin/sh", "-c", script);
        var request = new SpawnRequest(command, Map.of(), null, CAPTURED, List.of());
        os.spawn(request, new byte[0], deaf);
        return deaf;
    }

    private void assertOthersAreHeard() throws Exception {
        var other = start("nowhere", "exit 7");
        assertThat(other.status.get(20, TimeUnit.SECONDS).code()).isEqualTo(7);
    }

    @Test
    void childWhoseOutputCannotBeHeardIsKilledAndItsEndTold() throws Exception {
        var deaf = start("output", "echo out; exec sleep 600");

        assertThat(deaf.status.get(20, TimeUnit.SECONDS).signal()).isEqualTo(9);

        assertThat(deaf.calls.get()).isEqualTo(1);
        assertOthersAreHeard();
    }

    /// Elsewhere a shell cannot speak on the private channel.
    @Test
    @Tag("platform-only")
    void childWhoseWordsCannotBeHeardIsKilledAndItsEndTold() throws Exception {
        var deaf = start("received", "echo word >&4; exec sleep 600");

        assertThat(deaf.status.get(20, TimeUnit.SECONDS).signal()).isEqualTo(9);

        assertThat(deaf.calls.get()).isBetween(1, 2); // once more for its last words
        assertOthersAreHeard();
    }

    @Test
    void listenerThatThrowsAtTheEndIsToldOnce() throws Exception {
        var deaf = start("exited", "exit 3");

        assertThat(deaf.status.get(20, TimeUnit.SECONDS).code()).isEqualTo(3);

        assertOthersAreHeard();
        Awaitility.await()
                .during(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(deaf.calls.get()).isEqualTo(1));
    }
}
