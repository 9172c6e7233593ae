package dev.progeny.family;

import dev.progeny.os.OsException;

import java.lang.foreign.MemorySegment;

/// Carves the family's memory into blocks and keeps the free ones in lists by size. All methods are
/// called under the family's lock, and read and write memory that other processes see.
///
/// Sizes are powers of two from 256 bytes. Each change becomes valid by one store and is prepared
/// before it: carving by `top`, making by `serial`, freeing by `serial` = 0. So wherever a process
/// dies, a walk from the first block to `top` finds every block either free or whole, and
/// [#repair] builds the lists anew.
///
/// Works on any memory, with threads or processes.
final class Blocks {
    /// Payloads that are larger lie in the far memory.
    static final long LARGEST_NEAR = 32_768;

    private static final long SMALLEST = 256;
    private static final long FAR_PAGE = 65_536;

    /// Memory that is mapped alone, and given back alone.
    interface Far {
        /// Makes a part of it usable; all zero.
        void make(long offset, long size);

        /// Gives it back; the second time does nothing.
        void free(long offset, long size);
    }

    private final MemorySegment near;
    private final Far far;
    private final Runnable step;

    /// Over some memory.
    ///
    /// @param step called between any two stores of a change; does nothing but in tests, where it
    ///     dies
    Blocks(MemorySegment near, Far far, Runnable step) {
        this.near = near;
        this.far = far;
        this.step = step;
    }

    /// Makes a block, all zero, that one member uses.
    ///
    /// @return its offset; -1 if the near memory is full
    long make(long byteSize, int member) {
        boolean isFar = byteSize > LARGEST_NEAR;
        int sizeClass = sizeClass(BlockLayout.HEADER + (isFar ? 0 : byteSize));
        long block = take(sizeClass);
        if (block < 0) {
            return block;
        }
        step.run();
        BlockLayout.byteSize(near, block, byteSize);
        if (isFar) {
            makeFar(block, byteSize);
        } else {
            near.asSlice(block + BlockLayout.HEADER, byteSize).fill((byte) 0);
        }
        BlockLayout.owner(near, block, member);
        BlockLayout.travelling(near, block, false);
        BlockLayout.unbind(near, block);
        BlockLayout.clearUsers(near, block);
        BlockLayout.use(near, block, Members.slot(member));
        step.run();
        BlockLayout.serial(near, block, FamilyLayout.nextSerial(near));
        step.run();
        return block;
    }

    /// Notes it in the block first, where [#repair] finds it if this process dies meanwhile.
    private void makeFar(long block, long byteSize) {
        long size = farSize(byteSize);
        long offset = FamilyLayout.takeFar(near, size);
        step.run();
        BlockLayout.far(near, block, offset);
        step.run();
        far.make(offset, size);
    }

    /// A block that is free has no far memory.
    private void freeFar(long block) {
        long farOffset = BlockLayout.far(near, block);
        if (farOffset != 0) {
            far.free(farOffset, farSize(BlockLayout.byteSize(near, block)));
            step.run();
            BlockLayout.far(near, block, 0);
        }
    }

    static long farSize(long byteSize) {
        return (byteSize + FAR_PAGE - 1) / FAR_PAGE * FAR_PAGE;
    }

    private static int sizeClass(long blockSize) {
        int sizeClass = 0;
        while (SMALLEST << sizeClass < blockSize) {
            sizeClass++;
        }
        return sizeClass;
    }

    private long take(int sizeClass) {
        long block = FamilyLayout.firstFree(near, sizeClass);
        if (block != 0) {
            FamilyLayout.firstFree(near, sizeClass, BlockLayout.next(near, block));
            return block;
        }
        return carve(SMALLEST << sizeClass);
    }

    private long carve(long size) {
        long block = FamilyLayout.top(near);
        if (size > near.byteSize() - block) {
            return -1;
        }
        BlockLayout.serial(near, block, 0);
        BlockLayout.blockSize(near, block, size);
        step.run();
        FamilyLayout.top(near, block + size);
        return block;
    }

    /// Whether a handle means a block that is there.
    boolean isLive(long block, long serial) {
        return serial != 0
                && block >= FamilyLayout.FIRST_BLOCK
                && block % SMALLEST == 0
                && block < FamilyLayout.top(near)
                && BlockLayout.serial(near, block) == serial;
    }

    long serial(long block) {
        return BlockLayout.serial(near, block);
    }

    /// Notes that a member uses a block; what was sent has arrived.
    void use(long block, int member) {
        use(block, member, true);
    }

    /// Notes that a member uses a block.
    ///
    /// @param isArrival whether what was sent has arrived
    void use(long block, int member, boolean isArrival) {
        BlockLayout.use(near, block, Members.slot(member));
        step.run();
        if (isArrival) {
            BlockLayout.travelling(near, block, false);
        }
    }

    /// Notes that a member does not use a block any more, and frees it after the last one.
    void leave(long block, int member) {
        BlockLayout.leave(near, block, Members.slot(member));
        step.run();
        freeIfUnused(block);
    }

    /// Notes that nobody is to receive a block who has not yet.
    void arrive(long block) {
        BlockLayout.travelling(near, block, false);
    }

    /// Takes a dead process's hand off all blocks.
    void sweep(int slot) {
        long top = FamilyLayout.top(near);
        for (long block = FamilyLayout.FIRST_BLOCK; block < top; block += size(block)) {
            if (BlockLayout.serial(near, block) != 0 && BlockLayout.isUsedBy(near, block, slot)) {
                BlockLayout.leave(near, block, slot);
                step.run();
                freeIfUnused(block);
            }
        }
    }

    private boolean isUnused(long block) {
        return !BlockLayout.isTravelling(near, block) && !BlockLayout.isUsed(near, block);
    }

    private void freeIfUnused(long block) {
        if (isUnused(block)) {
            free(block);
        }
    }

    private void free(long block) {
        if (BlockLayout.isParent(near, block)) {
            freeChildren(BlockLayout.serial(near, block));
        }
        freeFar(block);
        step.run();
        BlockLayout.serial(near, block, 0);
        step.run();
        enlist(block);
    }

    /// What lies in a block that is freed will not arrive anywhere.
    private void freeChildren(long parent) {
        long top = FamilyLayout.top(near);
        for (long block = FamilyLayout.FIRST_BLOCK; block < top; block += size(block)) {
            if (BlockLayout.serial(near, block) != 0 && BlockLayout.parent(near, block) == parent) {
                BlockLayout.travelling(near, block, false);
                step.run();
                freeIfUnused(block);
            }
        }
    }

    private void enlist(long block) {
        int sizeClass = sizeClass(size(block));
        BlockLayout.next(near, block, FamilyLayout.firstFree(near, sizeClass));
        FamilyLayout.firstFree(near, sizeClass, block);
    }

    /// Makes good what a process left half done when it died under the lock. What it meant to free
    /// is freed first, since that frees others; then the lists are built, each block once.
    void repair() {
        forgetLists();
        long top = FamilyLayout.top(near);
        for (long block = FamilyLayout.FIRST_BLOCK; block < top; block += size(block)) {
            if (BlockLayout.serial(near, block) != 0) {
                freeIfUnused(block);
            }
        }
        forgetLists();
        for (long block = FamilyLayout.FIRST_BLOCK; block < top; block += size(block)) {
            if (BlockLayout.serial(near, block) == 0) {
                freeFar(block);
                enlist(block);
            }
        }
    }

    private void forgetLists() {
        for (int sizeClass = 0; sizeClass < FamilyLayout.CLASSES; sizeClass++) {
            FamilyLayout.firstFree(near, sizeClass, 0);
        }
    }

    /// How many blocks are there.
    long count() {
        long count = 0;
        long top = FamilyLayout.top(near);
        for (long block = FamilyLayout.FIRST_BLOCK; block < top; block += size(block)) {
            count += BlockLayout.serial(near, block) == 0 ? 0 : 1;
        }
        return count;
    }

    private long size(long block) {
        long size = BlockLayout.blockSize(near, block);
        if (size < SMALLEST || Long.bitCount(size) != 1) {
            throw new OsException(
                    "the family's memory is corrupted: block="
                            + block
                            + ", size="
                            + size
                            + "; somebody wrote where nothing was his",
                    null);
        }
        return size;
    }
}
