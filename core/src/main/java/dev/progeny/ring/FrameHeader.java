package dev.progeny.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/// What stands before each payload in a ring, at a multiple of 8 bytes. Native byte order,
/// version 1. The payload follows, padded to a multiple of 8 bytes; the padding means nothing.
///
/// | offset | size | name   | writer   | mode  | meaning                                       |
/// |-------:|-----:|--------|----------|-------|-----------------------------------------------|
/// |      0 |    4 | length | producer | plain | bytes of the payload, 0 to 2³¹-1, unpadded    |
/// |      4 |    4 | kind   | producer | plain | what the users of the ring make of it         |
final class FrameHeader {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("length"), JAVA_INT.withName("kind"))
                    .withName("frame header");

    static final int BYTES = 8;
    static final long LENGTH = 0;
    static final long KIND = 4;

    private static final int UNIT = 8;

    private FrameHeader() {}

    /// Bytes that a payload takes in the ring.
    static long padded(long length) {
        return (length + UNIT - 1) & -UNIT;
    }

    /// Bytes that a frame takes in the ring.
    static long frameBytes(int length) {
        return BYTES + padded(length);
    }

    /// Whole units in some bytes: a piece of a frame that is not its last one has no padding.
    static long wholeUnits(long bytes) {
        return bytes & -UNIT;
    }

    static boolean isAligned(long count) {
        return wholeUnits(count) == count;
    }
}
