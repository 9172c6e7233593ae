package dev.progeny.family;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Header of a block. Its payload follows, or lies in the far memory.
///
/// | offset | size | name       | writer        | mode    | meaning                           |
/// |-------:|-----:|------------|---------------|---------|-----------------------------------|
/// |      0 |    8 | serial     | lock's holder | release | which block this is; 0: free      |
/// |      8 |    8 | blockSize  | lock's holder | plain   | bytes with header; never changes  |
/// |     16 |    8 | byteSize   | lock's holder | plain   | bytes of the payload              |
/// |     24 |    8 | far        | lock's holder | release | offset of a far payload; 0: near  |
/// |     32 |    8 | next       | lock's holder | plain   | next free block of this size; 0   |
/// |     40 |    4 | owner      | lock's holder | plain   | member that made it               |
/// |     44 |    4 | travelling | lock's holder | release | 1: sent, and not yet received     |
/// |     48 |    8 | parent     | lock's holder | plain   | serial of the block it lies in; 0 |
/// |     56 |    4 | isParent   | lock's holder | plain   | 1: others may lie in this block   |
/// |     64 |  128 | users      | lock's holder | plain   | a bit for each row of members     |
final class BlockLayout {
    static final StructLayout LAYOUT =
            structLayout(
                            JAVA_LONG.withName("serial"),
                            JAVA_LONG.withName("blockSize"),
                            JAVA_LONG.withName("byteSize"),
                            JAVA_LONG.withName("far"),
                            JAVA_LONG.withName("next"),
                            JAVA_INT.withName("owner"),
                            JAVA_INT.withName("travelling"),
                            JAVA_LONG.withName("parent"),
                            JAVA_INT.withName("isParent"),
                            paddingLayout(4),
                            sequenceLayout(Members.MOST / Long.SIZE, JAVA_LONG).withName("users"))
                    .withName("block");

    static final long HEADER = LAYOUT.byteSize();

    private static final VarHandle SERIAL = LAYOUT.varHandle(PathElement.groupElement("serial"));
    private static final VarHandle TRAVELLING =
            LAYOUT.varHandle(PathElement.groupElement("travelling"));
    private static final VarHandle FAR = LAYOUT.varHandle(PathElement.groupElement("far"));
    private static final long BLOCK_SIZE_AT = offset("blockSize");
    private static final long BYTE_SIZE_AT = offset("byteSize");
    private static final long NEXT_AT = offset("next");
    private static final long OWNER_AT = offset("owner");
    private static final long PARENT_AT = offset("parent");
    private static final long IS_PARENT_AT = offset("isParent");
    private static final long USERS_AT = offset("users");

    private BlockLayout() {}

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }

    static long serial(MemorySegment near, long block) {
        return (long) SERIAL.getAcquire(near, block);
    }

    /// From here on the block is what its other fields say, or is free.
    static void serial(MemorySegment near, long block, long serial) {
        SERIAL.setRelease(near, block, serial);
    }

    static boolean isTravelling(MemorySegment near, long block) {
        return (int) TRAVELLING.getAcquire(near, block) != 0;
    }

    static void travelling(MemorySegment near, long block, boolean isTravelling) {
        TRAVELLING.setRelease(near, block, isTravelling ? 1 : 0);
    }

    static long blockSize(MemorySegment near, long block) {
        return near.get(JAVA_LONG, block + BLOCK_SIZE_AT);
    }

    static void blockSize(MemorySegment near, long block, long size) {
        near.set(JAVA_LONG, block + BLOCK_SIZE_AT, size);
    }

    static long byteSize(MemorySegment near, long block) {
        return near.get(JAVA_LONG, block + BYTE_SIZE_AT);
    }

    static void byteSize(MemorySegment near, long block, long size) {
        near.set(JAVA_LONG, block + BYTE_SIZE_AT, size);
    }

    static long far(MemorySegment near, long block) {
        return (long) FAR.getAcquire(near, block);
    }

    /// After its size, which is needed to give it back.
    static void far(MemorySegment near, long block, long offset) {
        FAR.setRelease(near, block, offset);
    }

    static long next(MemorySegment near, long block) {
        return near.get(JAVA_LONG, block + NEXT_AT);
    }

    static void next(MemorySegment near, long block, long next) {
        near.set(JAVA_LONG, block + NEXT_AT, next);
    }

    static int owner(MemorySegment near, long block) {
        return near.get(JAVA_INT, block + OWNER_AT);
    }

    static void owner(MemorySegment near, long block, int member) {
        near.set(JAVA_INT, block + OWNER_AT, member);
    }

    /// Where one block is sent in another, it goes with that one if nobody has received it.
    static void bind(MemorySegment near, long block, long parent) {
        near.set(JAVA_INT, parent + IS_PARENT_AT, 1);
        near.set(JAVA_LONG, block + PARENT_AT, serial(near, parent));
    }

    /// It goes with no other block, wherever else it was sent.
    static void setFree(MemorySegment near, long block) {
        near.set(JAVA_LONG, block + PARENT_AT, 0);
    }

    static void unbind(MemorySegment near, long block) {
        near.set(JAVA_LONG, block + PARENT_AT, 0);
        near.set(JAVA_INT, block + IS_PARENT_AT, 0);
    }

    static long parent(MemorySegment near, long block) {
        return near.get(JAVA_LONG, block + PARENT_AT);
    }

    static boolean isParent(MemorySegment near, long block) {
        return near.get(JAVA_INT, block + IS_PARENT_AT) != 0;
    }

    static boolean isUsedBy(MemorySegment near, long block, int slot) {
        return (near.get(JAVA_LONG, word(block, slot)) & (1L << slot)) != 0;
    }

    static void use(MemorySegment near, long block, int slot) {
        long word = word(block, slot);
        near.set(JAVA_LONG, word, near.get(JAVA_LONG, word) | (1L << slot));
    }

    static void leave(MemorySegment near, long block, int slot) {
        long word = word(block, slot);
        near.set(JAVA_LONG, word, near.get(JAVA_LONG, word) & ~(1L << slot));
    }

    static boolean isUsed(MemorySegment near, long block) {
        for (int slot = 0; slot < Members.MOST; slot += Long.SIZE) {
            if (near.get(JAVA_LONG, word(block, slot)) != 0) {
                return true;
            }
        }
        return false;
    }

    static void clearUsers(MemorySegment near, long block) {
        near.asSlice(block + USERS_AT, Members.MOST / Byte.SIZE).fill((byte) 0);
    }

    private static long word(long block, int slot) {
        return block + USERS_AT + slot / Long.SIZE * 8L;
    }
}
