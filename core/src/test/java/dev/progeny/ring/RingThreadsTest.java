package dev.progeny.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.progeny.os.Os;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// Two threads of one process, on plain memory.
class RingThreadsTest {
    private static final Deadline NEVER = Deadline.never();

    private final Arena arena = Arena.ofShared();
    private final Doorbell consumerBell =
            Doorbell.at(arena.allocate(Doorbell.LAYOUT), Os.current());
    private final Doorbell producerBell =
            Doorbell.at(arena.allocate(Doorbell.LAYOUT), Os.current());

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"64, 0", "64, 50000", "1024, 0", "1024, 50000", "65536, 50000"})
    void framesOfAllSizesArriveInOrder(int capacity, int spin) throws Exception {
        int count = Os.current().name().equals("portable") ? 2_000 : 20_000;
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        consumerBell.spin(Spin.upTo(spin));
        producerBell.spin(Spin.upTo(spin));
        var ring = ring(capacity);
        var writing =
                start(
                        () -> {
                            var producer = new Producer(ring, consumerBell);
                            var random = new Random(seed);
                            for (int i = 0; i < count; i++) {
                                var bytes = Payload.ofAnySize(i, capacity, random);
                                producer.write(new Frame(i, bytes), producerBell, NEVER, null);
                            }
                            return null;
                        });
        var reading =
                start(
                        () -> {
                            var consumer = new Consumer(ring, producerBell, 4 * capacity);
                            for (int i = 0; i < count; i++) {
                                var frame = take(consumer);
                                assertThat(frame.kind()).isEqualTo(i);
                                assertThat(Payload.verified(frame.bytes())).isEqualTo(i);
                            }
                            return null;
                        });
        reading.get(120, SECONDS);
        writing.get(120, SECONDS);
    }

    @Test
    void writeIntoAFullRingTimesOutAndHasPutNothing() throws Exception {
        var ring = ring(64);
        var producer = new Producer(ring, consumerBell);
        var frame = new Frame(1, new byte[56]);
        assertThat(producer.write(frame, producerBell, NEVER, null)).isEqualTo(Wait.READY);

        var soon = Deadline.after(Duration.ofMillis(5));
        assertThat(producer.write(frame, producerBell, soon, null)).isEqualTo(Wait.TIMED_OUT);
        var large = new Frame(2, new byte[100]);
        assertThat(producer.write(large, producerBell, soon, null)).isEqualTo(Wait.TIMED_OUT);

        assertThat(producer.isWriting()).isFalse();
        var consumer = new Consumer(ring, producerBell, 100);
        assertThat(consumer.poll()).isNotNull();
        assertThat(consumer.poll()).isNull();
    }

    @Test
    void largeWriteThatTimedOutCanGoOn() throws Exception {
        var ring = ring(64);
        var producer = new Producer(ring, consumerBell);
        var large = new Frame(2, Payload.of(5, 150, new Random(1)));

        var soon = Deadline.after(Duration.ofMillis(5));
        assertThat(producer.write(large, producerBell, soon, null)).isEqualTo(Wait.TIMED_OUT);

        assertThat(producer.isWriting()).isTrue();
        var consumer = new Consumer(ring, producerBell, 1000);
        Frame received = null;
        while (received == null) {
            received = consumer.poll();
            producer.advance();
        }
        assertThat(Payload.verified(received.bytes())).isEqualTo(5);
    }

    @Test
    void interruptEndsAWriteThatHasToWait() throws Exception {
        var producer = new Producer(ring(64), consumerBell);
        producer.tryWrite(0, new byte[56], 0, 56);
        Thread.currentThread().interrupt();

        assertThatThrownBy(
                        () -> producer.write(new Frame(1, new byte[8]), producerBell, NEVER, null))
                .isInstanceOf(InterruptedException.class);
    }

    private Frame take(Consumer consumer) throws InterruptedException {
        var frame = consumer.poll();
        while (frame == null) {
            consumerBell.await(consumer::isReadable, NEVER, null);
            frame = consumer.poll();
        }
        return frame;
    }

    private MemorySegment ring(int capacity) {
        var ring = arena.allocate(Ring.byteSizeFor(capacity), 128);
        Ring.format(ring, capacity);
        return ring;
    }

    private static FutureTask<Void> start(Callable<Void> task) {
        var future = new FutureTask<>(task);
        Thread.ofPlatform().daemon().start(future);
        return future;
    }
}
