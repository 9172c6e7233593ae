package dev.progeny.ring;

import java.lang.foreign.MemorySegment;

/// Makes rings.
public final class Ring {
    private static final int LEAST_CAPACITY = 64;
    private static final int MOST_CAPACITY = 1 << 30;

    private Ring() {}

    /// Memory that a ring takes.
    ///
    /// @param capacity bytes for frames with their headers of 8 bytes; a power of two from 64 to
    ///     2³⁰
    /// @return bytes
    public static long byteSizeFor(int capacity) {
        requireCapacity(capacity);
        return RingLayout.LAYOUT.byteSize() + capacity;
    }

    /// Makes an empty ring in some memory. Nobody may use it yet.
    ///
    /// @param memory at least [#byteSizeFor] of the capacity, aligned to 8 bytes; off the heap
    /// @param capacity as in [#byteSizeFor]
    public static void format(MemorySegment memory, int capacity) {
        if (memory.byteSize() < byteSizeFor(capacity)) {
            throw new IllegalArgumentException(
                    "too little memory for a ring: byteSize="
                            + memory.byteSize()
                            + ", capacity="
                            + capacity
                            + "; use byteSizeFor(capacity)");
        }
        RingLayout.format(memory, capacity);
    }

    static boolean isCapacity(long capacity) {
        return capacity >= LEAST_CAPACITY
                && capacity <= MOST_CAPACITY
                && Long.bitCount(capacity) == 1;
    }

    private static void requireCapacity(int capacity) {
        if (!isCapacity(capacity)) {
            throw new IllegalArgumentException(
                    "not a capacity of a ring: capacity="
                            + capacity
                            + "; use a power of two from "
                            + LEAST_CAPACITY
                            + " to "
                            + MOST_CAPACITY);
        }
    }
}
