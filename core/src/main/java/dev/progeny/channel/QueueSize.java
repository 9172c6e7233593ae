package dev.progeny.channel;

import dev.progeny.family.Block;

/// How much a queue holds.
///
/// @param capacity elements
/// @param room bytes of their payloads, a power of two
record QueueSize(int capacity, long room) {
    static final long USUAL_ROOM = 8L << 20;

    private static final int MOST_ELEMENTS = 1 << 26;
    private static final long SMALLEST_ROOM = 1L << 16;
    private static final long LARGEST_ROOM = 1L << 34;

    /// Refuses what makes no sense.
    static QueueSize of(int capacity, long byteCapacity) {
        if (capacity < 1 || capacity > MOST_ELEMENTS) {
            throw new IllegalArgumentException(
                    "a queue holds 1 to " + MOST_ELEMENTS + " elements: capacity=" + capacity);
        }
        if (byteCapacity < SMALLEST_ROOM || byteCapacity > LARGEST_ROOM) {
            throw new IllegalArgumentException(
                    "a queue holds "
                            + SMALLEST_ROOM
                            + " to "
                            + LARGEST_ROOM
                            + " bytes: byteCapacity="
                            + byteCapacity);
        }
        return new QueueSize(capacity, Long.highestOneBit(byteCapacity - 1) << 1);
    }

    /// Memory with an empty queue. It is above [Block]'s limit for near memory, so a late access
    /// from a thread that lost a race with `close` fails and hits nobody else.
    Block allocate() {
        var block = Block.create(QueueLayout.byteSize(capacity, room));
        QueueLayout.format(block.segment(), capacity, room);
        return block;
    }
}
