package dev.progeny.ring;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Header of a ring. Native byte order, version 1; `capacity` bytes of frames follow it.
///
/// | offset | size | name      | writer   | mode    | meaning                                    |
/// |-------:|-----:|-----------|----------|---------|--------------------------------------------|
/// |      0 |    4 | magic     | creator  | release | `0x5052_4E47`, stored last                 |
/// |      4 |    4 | version   | creator  | plain   | 1                                          |
/// |      8 |    8 | capacity  | creator  | plain   | bytes for frames, a power of two           |
/// |    128 |    8 | tail      | producer | release | bytes published since creation             |
/// |    256 |    8 | head      | consumer | release | bytes given back since creation            |
/// |    384 |    4 | wantsRoom | both     | release | 1: the producer wants a ring at more room  |
///
/// `tail` and `head` are multiples of 8 and never wrap (2⁶³ bytes are 290 years at 1 GB/s); the
/// byte number `n` lies at `n mod capacity`. Each counter has a pair of cache lines to itself,
/// since processors fetch lines in pairs.
final class RingLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("magic"),
                            JAVA_INT.withName("version"),
                            JAVA_LONG.withName("capacity"),
                            paddingLayout(112),
                            JAVA_LONG.withName("tail"),
                            paddingLayout(120),
                            JAVA_LONG.withName("head"),
                            paddingLayout(120),
                            JAVA_INT.withName("wantsRoom"),
                            paddingLayout(124))
                    .withName("ring");

    static final int VERSION = 1;
    static final int MAGIC = 0x5052_4E47;

    static final VarHandle TAIL = handle("tail");
    static final VarHandle HEAD = handle("head");
    static final VarHandle WANTS_ROOM = handle("wantsRoom");

    private static final VarHandle MAGIC_WORD = handle("magic");
    private static final long VERSION_AT = offset("version");
    private static final long CAPACITY_AT = offset("capacity");

    private RingLayout() {}

    static void format(MemorySegment ring, int capacity) {
        ring.asSlice(0, LAYOUT.byteSize()).fill((byte) 0);
        ring.set(JAVA_INT, VERSION_AT, VERSION);
        ring.set(JAVA_LONG, CAPACITY_AT, capacity);
        MAGIC_WORD.setRelease(ring, 0L, MAGIC); // pairs with capacityOf
    }

    /// Checks a header.
    ///
    /// @return the ring's capacity
    static int capacityOf(MemorySegment ring) {
        requireWord("magic", MAGIC, (int) MAGIC_WORD.getAcquire(ring, 0L)); // pairs with format
        requireWord("version", VERSION, ring.get(JAVA_INT, VERSION_AT));
        long capacity = ring.get(JAVA_LONG, CAPACITY_AT);
        if (!Ring.isCapacity(capacity) || capacity > ring.byteSize() - LAYOUT.byteSize()) {
            throw new RingCorruptedException(
                    "corrupted ring: capacity="
                            + capacity
                            + " in memory of "
                            + ring.byteSize()
                            + " bytes, at offset="
                            + CAPACITY_AT);
        }
        return (int) capacity;
    }

    static MemorySegment data(MemorySegment ring, int capacity) {
        return ring.asSlice(LAYOUT.byteSize(), capacity);
    }

    private static void requireWord(String name, int expected, int found) {
        if (found != expected) {
            throw new RingCorruptedException(
                    "not a ring of this version: expected %s=0x%x, found 0x%x at offset=%d"
                            .formatted(name, expected, found, offset(name)));
        }
    }

    private static VarHandle handle(String name) {
        return LAYOUT.varHandle(PathElement.groupElement(name));
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
