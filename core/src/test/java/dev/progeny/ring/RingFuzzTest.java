package dev.progeny.ring;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.progeny.Fuzz;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Whatever another process writes into a ring: frames, or the ring is given up.
class RingFuzzTest {
    private static final int CAPACITY = 1024;
    private static final int MOST_FRAME = 1 << 16;

    /// Twice the longest frame, and what the objects around it take.
    private static final long MOST_ALLOCATED = 2L * MOST_FRAME + (1 << 20);

    @Test
    void ringOfAStrangeProducerIsFramesOrGivenUp() { // X-SEC-03
        fuzz(20_000);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void ringOfAMillionStrangeProducersIsFramesOrGivenUp() {
        fuzz(Fuzz.LONG);
    }

    private static void fuzz(int inputs) {
        try (var arena = Arena.ofConfined()) {
            var ring = arena.allocate(Ring.byteSizeFor(CAPACITY), 128);
            var bell = Doorbell.at(arena.allocate(Doorbell.LAYOUT), Os.current());
            Fuzz.of("ring", MOST_ALLOCATED).run(inputs, input -> read(ring, bell, input));
        }
    }

    private static boolean read(MemorySegment ring, Doorbell bell, byte[] input) {
        if (input.length < Long.BYTES) {
            return false;
        }
        Ring.format(ring, CAPACITY);
        var consumer = new Consumer(ring, bell, MOST_FRAME);
        int length = Math.min(input.length - Long.BYTES, CAPACITY);
        var data = RingLayout.data(ring, CAPACITY);
        MemorySegment.copy(input, Long.BYTES, data, JAVA_BYTE, 0, length);
        long tail = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getLong();
        RingLayout.TAIL.setRelease(ring, 0L, tail);
        try {
            for (int i = 0; consumer.isReadable(); i++) {
                var frame = consumer.poll();
                assertThat(frame == null || frame.bytes().length <= MOST_FRAME).isTrue();
                assertThat(i).as("pieces of one round").isLessThan(CAPACITY);
            }
            return true;
        } catch (RingCorruptedException e) {
            return false;
        }
    }
}
