package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What every back end gives alike.
class OsTest {
    private static final SpawnRequest.Stdio CAPTURED =
            new SpawnRequest.Stdio(
                    SpawnRequest.Stream.NULL,
                    SpawnRequest.Stream.CAPTURED,
                    SpawnRequest.Stream.CAPTURED);

    private static final byte[] NOTHING = new byte[0];

    private final Os os = Os.current();

    @Test
    void memoryOpenedByItsAddressIsTheSameMemory() {
        try (var arena = Arena.ofShared();
                var memory = os.createMemory("test", 8192);
                var opened = os.openMemory(memory.address())) {
            var mine = memory.map(4096, 4096, arena);
            var theirs = opened.map(4096, 4096, arena);

            mine.set(JAVA_INT, 8, 42);

            assertThat(theirs.get(JAVA_INT, 8)).isEqualTo(42);
            assertThat(opened.byteSize()).isEqualTo(8192);
        }
    }

    @Test
    void mappingOutlivesTheClosedMemory() {
        try (var arena = Arena.ofShared()) {
            var memory = os.createMemory("test", 4096);
            var mapped = memory.map(0, 4096, arena);
            memory.close();

            mapped.set(JAVA_INT, 0, 7);

            assertThat(mapped.get(JAVA_INT, 0)).isEqualTo(7);
        }
    }

    @Test
    void memoryOfADeadOwnerIsRefused() {
        var memory = os.createMemory("test", 4096);
        var address = memory.address();
        memory.close();
        var stale =
                address.startsWith("memfd:")
                        ? address.replaceFirst(":\\d+:\\d+:", ":1:1:")
                        : address;

        assertThatThrownBy(() -> os.openMemory(stale))
                .isInstanceOf(OsException.class)
                .hasMessageContaining("owner of shared memory has ended");
    }

    @Test
    void awaitReturnsAtOnceWhenTheValueHasChanged() {
        try (var arena = Arena.ofConfined()) {
            var word = arena.allocate(JAVA_INT);
            word.set(JAVA_INT, 0, 1);

            assertThat(os.await(word, 0, TimeUnit.MINUTES.toNanos(1)))
                    .isEqualTo(Os.Wake.VALUE_CHANGED);
        }
    }

    @Test
    void awaitTimesOutNeverEarly() {
        try (var arena = Arena.ofConfined()) {
            long start = System.nanoTime();

            assertThat(os.await(arena.allocate(JAVA_INT), 0, 20_000_000))
                    .isEqualTo(Os.Wake.TIMED_OUT);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        }
    }

    @Test
    void wakeEndsAnAwaitOfAnotherThread() {
        try (var arena = Arena.ofShared()) {
            var word = arena.allocate(JAVA_INT);
            var woken =
                    CompletableFuture.runAsync(
                            () -> {
                                while (word.get(JAVA_INT, 0) == 0) {
                                    os.await(word, 0, TimeUnit.SECONDS.toNanos(20));
                                }
                            });
            word.set(JAVA_INT, 0, 1);
            os.wake(word, 1);

            assertThat(woken.orTimeout(10, TimeUnit.SECONDS)).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void selfIsAliveAndAWrongStartTimeIsNot() {
        var self = os.self();
        try (var me = os.watch(self);
                var other = os.watch(new ProcessIdentity(self.pid(), self.startTime() + 1))) {
            assertThat(me.isAlive()).isTrue();
            assertThat(other.isAlive()).isFalse();
        }
        assertThat(os.identify(self.pid())).isEqualTo(self);
    }

    @Test
    @Tag("process")
    void childIsHeardAndItsExitCodeReported() throws Exception {
        var heard = new Heard();

        var child = os.spawn(shell("echo out; echo err >&2; exit 7"), NOTHING, heard);

        assertThat(heard.status.get(20, TimeUnit.SECONDS).code()).isEqualTo(7);
        assertThat(heard.status.join().signal()).isZero();
        heard.awaitOutput("out\n", "err\n");
        assertThat(child.identity().pid()).isPositive();
        child.signal(ChildHandle.Signal.KILL); // after the end: nobody is hit
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void killedChildIsReportedWithItsSignal() throws Exception {
        var heard = new Heard();
        var child = os.spawn(shell("exec sleep 60"), NOTHING, heard);
        try (var peer = os.watch(child.identity())) {
            child.signal(ChildHandle.Signal.KILL);

            assertThat(heard.status.get(20, TimeUnit.SECONDS).signal()).isEqualTo(9);
            assertThat(heard.status.join().code()).isEqualTo(137);
            assertThat(peer.isAlive()).isFalse();
        }
    }

    @Test
    @Tag("process")
    void missingProgramIsAnErrorThatNamesIt() {
        var request =
                new SpawnRequest(List.of("/nowhere/java"), Map.of(), null, CAPTURED, List.of());

        assertThatThrownBy(() -> os.spawn(request, NOTHING, new Heard()))
                .isInstanceOf(OsException.class)
                .hasMessageContaining("/nowhere/java");
    }

    private static SpawnRequest shell(String script) {
        return new SpawnRequest(
                List.of("/bin/sh", "-c", script), Map.of(), null, CAPTURED, List.of());
    }

    private static final class Heard implements ChildListener {
        final CompletableFuture<WaitStatus> status = new CompletableFuture<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();

        @Override
        public void received(byte[] bytes) {
            // a shell does not speak
        }

        @Override
        public synchronized boolean output(boolean stderr, byte[] bytes) {
            (stderr ? err : out).writeBytes(bytes);
            return true;
        }

        @Override
        public void exited(WaitStatus how, String crashLog) {
            status.complete(how);
        }

        synchronized String text(ByteArrayOutputStream stream) {
            return stream.toString(StandardCharsets.UTF_8);
        }

        void awaitOutput(String expectedOut, String expectedErr) {
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () -> {
                                assertThat(text(out)).isEqualTo(expectedOut);
                                assertThat(text(err)).isEqualTo(expectedErr);
                            });
        }
    }
}
