package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.NothingLeft;
import dev.progeny.shm.SharedLong;
import dev.progeny.shm.SharedMemory;
import dev.progeny.stats.CounterFile;
import dev.progeny.stats.PoolReading;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// What does not wait works in a thread that is interrupted, and leaves the interrupt alone. The
/// JDK closes channels to files then.
@ExtendWith(NothingLeft.class)
class InterruptedThreadTest {
    private static final String NAME = "progeny-test-" + ProcessHandle.current().pid();

    @TempDir Path directory;

    @BeforeEach
    void interrupt() {
        Thread.currentThread().interrupt();
    }

    @AfterEach
    void interruptIsStillThere() {
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anonymousMemoryIsMade() {
        try (var memory = SharedMemory.create(64);
                var cell = SharedLong.create(7)) {
            memory.segment().set(JAVA_LONG, 0, cell.get());
            assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(7);
        }
    }

    @Test
    void namedMemoryIsMadeAndAttached() {
        try (var memory = SharedMemory.create(NAME, 64);
                var other = SharedMemory.attach(NAME);
                var reader = SharedMemory.attachReadOnly(NAME)) {
            memory.segment().set(JAVA_LONG, 0, 7);
            assertThat(other.segment().get(JAVA_LONG, 0)).isEqualTo(7);
            assertThat(reader.segment().get(JAVA_LONG, 0)).isEqualTo(7);
        }
    }

    @Test
    void queuesAndConnectionsAreMadeAndTakeWhatNeedsNoWait() {
        try (var queue = SharedQueue.<byte[]>create(2)) {
            assertThat(queue.offer(new byte[1 << 20])).isTrue(); // in memory of its own
            assertThat(queue.poll()).hasSize(1 << 20);
        }
        var pair = Connection.<String>pair();
        pair.left().close();
        pair.right().close();
    }

    @Test
    void countersAreMadeAndRead() {
        var file = directory.resolve("pool.stats");
        CounterFile.create(file, "pool", 2);
        assertThat(PoolReading.read(file).pool()).isEqualTo("pool");
    }
}
