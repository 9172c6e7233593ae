package dev.progeny.channel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What stands before each frame on a socket. Big-endian, version 1.
///
/// | offset | size | name | meaning                                                           |
/// |-------:|-----:|------|-------------------------------------------------------------------|
/// |      0 |    8 | word | kind of the frame in the highest byte, length of what follows below |
final class StreamHeader {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).withName("word"))
                    .withName("stream header");

    static final int BYTES = 8;

    private static final int LENGTH_BITS = 56;
    private static final long LENGTHS = (1L << LENGTH_BITS) - 1;

    private StreamHeader() {}

    static void put(ByteBuffer target, int kind, int length) {
        target.putLong((long) kind << LENGTH_BITS | length);
    }

    static int kind(long word) {
        return (int) (word >>> LENGTH_BITS);
    }

    /// Bytes that follow the header.
    ///
    /// @return 0 to 2⁵⁶-1, whatever the word is
    static long length(long word) {
        return word & LENGTHS;
    }
}
