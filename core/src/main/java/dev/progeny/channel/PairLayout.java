package dev.progeny.channel;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.progeny.park.Doorbell;
import dev.progeny.ring.Ring;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// A pair of connected ends in one block of the family's memory. Native byte order, version 2. Two
/// rings follow: to the right end, then to the left one (one-way pairs have only the first).
///
/// | offset | size | name      | writer      | mode    | meaning                              |
/// |-------:|-----:|-----------|-------------|---------|--------------------------------------|
/// |      0 |    4 | version   | creator     | release | 2, stored last                       |
/// |      4 |    4 | capacity  | creator     | plain   | of each ring                         |
/// |      8 |    4 | isDuplex  | creator     | plain   | 1: both ways; 0: left to right       |
/// |     12 |    4 | crowd     | both        | opaque  | threads that may want to run; 0: two |
/// |    128 |   16 | left      | [EndLayout] |         | the left end                         |
/// |    256 |   16 | right     | [EndLayout] |         | the right end                        |
/// |    384 |  128 | leftBell  | right's     | CAS     | rung for the holder of the left end  |
/// |    512 |  128 | rightBell | left's      | CAS     | rung for the holder of the right end |
final class PairLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("version"),
                            JAVA_INT.withName("capacity"),
                            JAVA_INT.withName("isDuplex"),
                            JAVA_INT.withName("crowd"),
                            paddingLayout(112),
                            EndLayout.LAYOUT.withName("left"),
                            paddingLayout(112),
                            EndLayout.LAYOUT.withName("right"),
                            paddingLayout(112),
                            Doorbell.LAYOUT.withName("leftBell"),
                            Doorbell.LAYOUT.withName("rightBell"))
                    .withName("pair");

    private static final int VERSION = 2;
    private static final VarHandle VERSION_WORD =
            LAYOUT.varHandle(PathElement.groupElement("version"));
    private static final VarHandle CROWD = LAYOUT.varHandle(PathElement.groupElement("crowd"));
    private static final long CAPACITY_AT = offset("capacity");
    private static final long IS_DUPLEX_AT = offset("isDuplex");

    /// One of the two ends.
    enum Side {
        LEFT(offset("left"), offset("leftBell")),
        RIGHT(offset("right"), offset("rightBell"));

        private final long endAt;
        private final long bellAt;

        Side(long endAt, long bellAt) {
            this.endAt = endAt;
            this.bellAt = bellAt;
        }

        Side other() {
            return this == LEFT ? RIGHT : LEFT;
        }

        MemorySegment end(MemorySegment pair) {
            return pair.asSlice(endAt, EndLayout.LAYOUT.byteSize());
        }

        MemorySegment bell(MemorySegment pair) {
            return pair.asSlice(bellAt, Doorbell.LAYOUT.byteSize());
        }

        /// The ring whose frames go to this end.
        MemorySegment ring(MemorySegment pair) {
            long size = Ring.byteSizeFor(pair.get(JAVA_INT, CAPACITY_AT));
            return pair.asSlice(LAYOUT.byteSize() + (this == RIGHT ? 0 : size), size);
        }
    }

    private PairLayout() {}

    static long byteSize(int capacity, boolean isDuplex) {
        return LAYOUT.byteSize() + (isDuplex ? 2 : 1) * Ring.byteSizeFor(capacity);
    }

    static void format(MemorySegment pair, int capacity, boolean isDuplex) {
        pair.set(JAVA_INT, CAPACITY_AT, capacity);
        pair.set(JAVA_INT, IS_DUPLEX_AT, isDuplex ? 1 : 0);
        Ring.format(Side.RIGHT.ring(pair), capacity);
        if (isDuplex) {
            Ring.format(Side.LEFT.ring(pair), capacity);
        }
        VERSION_WORD.setRelease(pair, 0L, VERSION); // pairs with check
    }

    static void check(MemorySegment pair) {
        int version = (int) VERSION_WORD.getAcquire(pair, 0L); // pairs with format
        if (version != VERSION) {
            throw new IllegalStateException(
                    "not a connection of this version: version="
                            + version
                            + ", expected="
                            + VERSION
                            + "; use one version of Progeny on all class paths");
        }
    }

    static boolean isDuplex(MemorySegment pair) {
        return pair.get(JAVA_INT, IS_DUPLEX_AT) == 1;
    }

    /// How many threads may want to run at the same time: more than two where one side has many
    /// pairs. Only a hint for how to wait, so it needs no order.
    static int crowd(MemorySegment pair) {
        return Math.max(2, (int) CROWD.getOpaque(pair, 0L));
    }

    static void crowd(MemorySegment pair, int count) {
        CROWD.setOpaque(pair, 0L, count);
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
