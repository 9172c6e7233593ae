package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;

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
}
