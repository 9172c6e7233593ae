package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Large elements in a queue.
@Tag("process")
@ExtendWith(NothingLeft.class)
class QueueBigDataTest {
    private static final int ROOM = 1 << 16;

    @Test
    void peekLeavesALargeElementWhereItIs() throws Exception {
        try (var queue = SharedQueue.<Object>create(10, ROOM)) {
            var text = "x".repeat(ROOM);
            queue.put(text);
            for (int i = 0; i < 3; i++) {
                assertThat(queue.peek()).isEqualTo(text);
                assertThat(new ArrayList<>(queue)).containsExactly(text);
            }
            assertThat(queue.take()).isEqualTo(text);
        }
    }

    /// Empty, within the queue and across its edge, and too large for it.
    @Test
    void arraysOfNumbersComeOutAsTheyWere() throws Exception {
        try (var queue = SharedQueue.<Object>create(10, ROOM)) {
            for (int length : new int[] {0, 1, 999, 2_000, 3_500, 40_000}) {
                for (var array : arrays(length)) {
                    queue.put(array);
                    assertThat(queue.peek()).isEqualTo(array).isNotSameAs(array);
                    assertThat(queue.take()).isEqualTo(array).isNotSameAs(array);
                }
            }
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    private static List<Object> arrays(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        var shorts = new short[length];
        var chars = new char[length];
        var ints = new int[length];
        var longs = new long[length];
        var floats = new float[length];
        var doubles = new double[length];
        for (int i = 0; i < length; i++) {
            shorts[i] = (short) (bytes[i] * 255);
            chars[i] = (char) shorts[i];
            ints[i] = bytes[i] * 12_345_678;
            longs[i] = bytes[i] * 123_456_789_012_345L;
            floats[i] = 1.5f * ints[i];
            doubles[i] = 1.5 * longs[i];
        }
        return List.of(bytes, shorts, chars, ints, longs, floats, doubles);
    }
}
