package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;
import dev.progeny.shm.SharedMemory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// More than an `int` can count, by each way. Long, since each way touches several gigabytes.
@Tag("process")
@Tag("long")
@ExtendWith(NothingLeft.class)
class OverTwoGigabytesTest {
    private static final long SIZE = (1L << 31) + (1 << 20) + 5;
    private static final long STRIDE = 4099;

    /// Each place that is looked at says where it is.
    private static void fill(MemorySegment bytes) {
        for (long at = 0; at <= SIZE - Long.BYTES; at += STRIDE) {
            bytes.set(JAVA_LONG_UNALIGNED, at, ~at);
        }
    }

    private static long wrongPlaces(MemorySegment bytes) {
        long wrong = 0;
        for (long at = 0; at <= SIZE - Long.BYTES; at += STRIDE) {
            wrong += bytes.get(JAVA_LONG_UNALIGNED, at) == ~at ? 0 : 1;
        }
        return wrong;
    }

    private static long receive(Connection<Object> end) throws InterruptedException {
        try (end;
                var arena = Arena.ofConfined()) {
            var into = arena.allocate(SIZE + 1);
            long length = end.receiveBytes(into);
            return length == SIZE ? wrongPlaces(into) : -length;
        }
    }

    @Test
    void oneMessageThroughSharedMemory() throws Exception {
        var pair = Connection.<Object>pair();
        var right = pair.right();
        try (pair;
                var arena = Arena.ofConfined();
                var child = ChildProcess.start(() -> receive(right))) {
            var bytes = arena.allocate(SIZE);
            fill(bytes);
            pair.left().sendBytes(bytes);
            assertThat(child.result().get(1, TimeUnit.MINUTES)).isZero();
        }
    }

    @Test
    void oneMessageThroughTcp() throws Exception {
        var key = AuthKey.random();
        try (var listener = Listener.bind(Address.Tcp.loopback(), key);
                var arena = Arena.ofConfined()) {
            var received = CompletableFuture.supplyAsync(() -> accept(listener));
            try (var end = Connection.<Object>connect(listener.address(), key)) {
                var bytes = arena.allocate(SIZE);
                fill(bytes);
                end.sendBytes(bytes);
                assertThat(received.get(1, TimeUnit.MINUTES)).isZero();
            }
        }
    }

    private static long accept(Listener listener) {
        try {
            return receive(listener.accept());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sharedMemoryAsAnElementOfAQueue() throws Exception {
        try (var queue = SharedQueue.<SharedMemory>create(1);
                var memory = SharedMemory.create(SIZE);
                var child = ChildProcess.start(() -> wrongPlacesOf(queue))) {
            fill(memory.segment());
            queue.put(memory);
            assertThat(child.result().get(1, TimeUnit.MINUTES)).isZero();
        }
    }

    private static long wrongPlacesOf(SharedQueue<SharedMemory> queue) throws InterruptedException {
        try (var memory = queue.take()) {
            return wrongPlaces(memory.segment());
        }
    }
}
