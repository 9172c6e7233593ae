package dev.progeny.family;

import dev.progeny.os.MemoryFile;
import dev.progeny.os.Os;
import dev.progeny.os.OsException;
import dev.progeny.os.Renewals;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// The family's memory as this process has it: mapped at the first use, for as long as the process
/// lives. Safe for use by several threads.
public final class Family {
    private static final long NEAR_SIZE = 256L << 20;

    /// Where far payloads begin. Their offsets are never used twice; see [MemoryFile#makePart].
    private static final long FAR_START = 1L << 30;

    /// After so many blocks a process looks for memory of the dead, which nobody else may do.
    private static final int MAKES_PER_SWEEP = 1024;

    /// Begins the address of a family that could not make any memory.
    private static final String NONE = "none:";

    /// Guards the making of both; another one in a fork.
    private static volatile Object making = new Object();

    private static volatile @Nullable MemoryFile file;
    private static volatile @Nullable Family current;

    static {
        Renewals.add(Family::becomeFork);
    }

    private final MemorySegment near;
    private final MemoryFile memory;
    private final Members members;
    private final Blocks blocks;
    private final BriefLock lock;
    private final Attachments attachments;
    private int makesLeft = MAKES_PER_SWEEP;

    private Family(MemoryFile memory) {
        this.memory = memory;
        var os = Os.current();
        near = memory.map(0, NEAR_SIZE, Arena.global());
        members = new Members(near, os);
        blocks = new Blocks(near, farMemory(memory), () -> {});
        lock = new BriefLock(lockIn(near), os, blocks::repair);
        attachments = new Attachments(this);
        lock.holding(
                () -> {
                    FamilyLayout.format(near, FAR_START);
                    join();
                    return null;
                });
    }

    private static MemorySegment lockIn(MemorySegment near) {
        return near.asSlice(FamilyLayout.LOCK_AT, BriefLock.LAYOUT.byteSize());
    }

    private static Blocks.Far farMemory(MemoryFile memory) {
        return new Blocks.Far() {
            @Override
            public void make(long offset, long size) {
                memory.makePart(offset, size);
            }

            @Override
            public void free(long offset, long size) {
                memory.freePart(offset, size);
            }
        };
    }

    /// The family of this process, whose memory is mapped from now on.
    ///
    /// @return always the same
    static Family current() {
        var found = current;
        return found != null ? found : open();
    }

    private static Family open() {
        synchronized (making) {
            var found = current;
            if (found == null) {
                found = new Family(file());
                current = found;
            }
            return found;
        }
    }

    private static MemoryFile file() {
        synchronized (making) {
            var found = file;
            if (found == null) {
                found = openFile();
                file = found;
            }
            return found;
        }
    }

    private static MemoryFile openFile() {
        var inherited = FamilyAddress.inherited();
        if (inherited == null) {
            return Os.current().createFamilyMemory(NEAR_SIZE);
        } else if (inherited.startsWith(NONE)) {
            throw new OsException(inherited.substring(NONE.length()), null);
        }
        return Os.current().openMemory(inherited);
    }

    /// This process has become a fork of a member, and is none itself. What the parent uses is not
    /// used by this one, so that it may go at any time: all of it is closed here.
    private static void becomeFork() {
        var parents = current;
        making = new Object();
        file = null;
        current = null;
        if (parents != null) {
            parents.attachments.closeUnused();
        }
    }

    /// Whether this process has shared anything, and is a member for that.
    ///
    /// @return whether the memory is mapped
    public static boolean isMapped() {
        return current != null;
    }

    /// What a child of this process is told, so that it belongs to the same family. Makes the file
    /// if there is none; maps nothing. A child can do without: where the system refuses the file,
    /// it is told that, and fails with the reason only when it shares something.
    ///
    /// @return for [FamilyAddress#inherit]
    public static String address() {
        var inherited = FamilyAddress.inherited();
        if (inherited != null) {
            return inherited;
        }
        try {
            return file().address();
        } catch (OsException e) {
            return NONE + "no memory to share in this family; its root says: " + e.getMessage();
        }
    }

    /// Frees what a process used that has ended. Returns at once: the work is done by a thread of
    /// its own, and only where this process shares memory at all.
    ///
    /// @param pid of a process that has ended
    public static void ended(long pid) {
        var family = current;
        if (family != null && family.members.contains(pid)) {
            Thread.startVirtualThread(family::sweepDead);
        }
    }

    Members members() {
        return members;
    }

    Blocks blocks() {
        return blocks;
    }

    Attachments attachments() {
        return attachments;
    }

    byte[] key() {
        return holding(() -> FamilyLayout.key(near));
    }

    /// All blocks that are there, used by whomever.
    long count() {
        return holding(blocks::count);
    }

    <T extends @Nullable Object> T holding(Supplier<T> change) {
        return lock.holding(change);
    }

    /// Makes a block that this process uses; under the lock.
    long make(long byteSize) {
        if (--makesLeft <= 0 || byteSize > Blocks.LARGEST_NEAR) {
            sweep();
        }
        long block = blocks.make(byteSize, members.self());
        if (block < 0) {
            sweep();
            block = blocks.make(byteSize, members.self());
        }
        if (block < 0) {
            throw new OsException(
                    "the family's memory is full: shared objects="
                            + blocks.count()
                            + ", room="
                            + NEAR_SIZE
                            + " bytes; close those that nobody needs any more",
                    null);
        }
        return block;
    }

    /// The payload of a block, for as long as the arena is open.
    @SuppressWarnings("restricted") // gives the same memory a scope that ends before the mapping
    MemorySegment payload(long block, Arena arena) {
        long byteSize = BlockLayout.byteSize(near, block);
        long far = BlockLayout.far(near, block);
        return far == 0
                ? near.asSlice(block + BlockLayout.HEADER, byteSize).reinterpret(arena, null)
                : memory.mapPart(far, Blocks.farSize(byteSize), arena).asSlice(0, byteSize);
    }

    /// Notes that a block is on its way to somebody; it stays until it has arrived.
    void send(long block) {
        holding(
                () -> {
                    BlockLayout.setFree(near, block);
                    BlockLayout.travelling(near, block, true);
                    return null;
                });
    }

    /// Notes that a block is on its way inside another one. If it is on its way elsewhere too, it
    /// must not go with that one.
    void send(long block, long parent) {
        if (block == parent) {
            return; // whoever finds it there has it
        }
        holding(
                () -> {
                    if (!BlockLayout.isTravelling(near, block)) {
                        BlockLayout.bind(near, block, parent);
                    } else if (BlockLayout.parent(near, block)
                            != BlockLayout.serial(near, parent)) {
                        BlockLayout.setFree(near, block);
                    }
                    BlockLayout.travelling(near, block, true);
                    return null;
                });
    }

    private void join() {
        if (!members.join()) {
            sweep();
            if (!members.join()) {
                throw new OsException(
                        "too many processes share memory with each other: living="
                                + Members.MOST
                                + "; let some end first",
                        null);
            }
        }
    }

    private void sweepDead() {
        holding(
                () -> {
                    sweep();
                    return null;
                });
    }

    private void sweep() {
        makesLeft = MAKES_PER_SWEEP;
        for (int slot : members.deadSlots()) {
            blocks.sweep(slot);
            members.vacate(slot);
        }
    }
}
