package dev.progeny.pool;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.ring.Ring;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// What a parent and one worker share. Little-endian, version 1.
///
/// | offset | size | name      | writer | mode    | meaning                                      |
/// |-------:|-----:|-----------|--------|---------|----------------------------------------------|
/// |      0 |    4 | version   | parent | plain   | 1                                            |
/// |      8 |    8 | taken     | worker | release | last unit taken out of the ring              |
/// |     16 |    8 | item      | worker | opaque  | index of the item of a batch that runs       |
/// |     24 |    8 | interrupt | parent | release | number of the unit to interrupt              |
/// |    128 |  128 | tasks     | parent |         | bell: a task, or room in the ring of results |
/// |    256 |  128 | attention | parent |         | bell: look at `interrupt`                    |
/// |    384 | 8192 | claims    | both   | CAS     | see [Claims]                                 |
///
/// Behind it the ring of tasks, then the ring of results. The parent makes it new for each
/// incarnation of the worker, after the one before is known to be dead.
final class WorkerMemory {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("version"),
                    paddingLayout(4),
                    JAVA_LONG.withName("taken"),
                    JAVA_LONG.withName("item"),
                    JAVA_LONG.withName("interrupt"),
                    paddingLayout(96),
                    Doorbell.LAYOUT.withName("tasks"),
                    Doorbell.LAYOUT.withName("attention"),
                    MemoryLayout.sequenceLayout(Claims.SIZE, JAVA_LONG).withName("claims"));

    private static final int VERSION = 1;
    private static final int RING_CAPACITY = 1 << 18;
    private static final long PAGE = 1 << 16;
    private static final VarHandle TAKEN = LAYOUT.varHandle(groupElement("taken"));
    private static final VarHandle ITEM = LAYOUT.varHandle(groupElement("item"));
    private static final VarHandle INTERRUPT = LAYOUT.varHandle(groupElement("interrupt"));
    private static final long VERSION_OFFSET = LAYOUT.byteOffset(groupElement("version"));
    private static final long TASKS_OFFSET = LAYOUT.byteOffset(groupElement("tasks"));
    private static final long ATTENTION_OFFSET = LAYOUT.byteOffset(groupElement("attention"));
    private static final long CLAIMS_OFFSET = LAYOUT.byteOffset(groupElement("claims"));
    private static final long RING_SIZE = Ring.byteSizeFor(RING_CAPACITY);

    /// What one worker takes, in whole pages so that it can be mapped by itself: a worker whose
    /// native code runs wild can then not reach another one's memory.
    static final long BYTE_SIZE = (LAYOUT.byteSize() + 2 * RING_SIZE + PAGE - 1) / PAGE * PAGE;

    private final MemorySegment memory;

    private WorkerMemory(MemorySegment memory) {
        this.memory = memory;
    }

    static WorkerMemory format(MemorySegment memory) {
        memory.asSlice(0, LAYOUT.byteSize()).fill((byte) 0);
        memory.set(JAVA_INT, VERSION_OFFSET, VERSION);
        var made = new WorkerMemory(memory);
        Ring.format(made.taskRing(), RING_CAPACITY);
        Ring.format(made.resultRing(), RING_CAPACITY);
        return made;
    }

    static WorkerMemory attach(MemorySegment memory) {
        int version = memory.get(JAVA_INT, VERSION_OFFSET);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "the pool runs another version of Progeny: layout="
                            + version
                            + ", expected="
                            + VERSION
                            + "; use one version on all class paths");
        }
        return new WorkerMemory(memory);
    }

    MemorySegment taskRing() {
        return memory.asSlice(LAYOUT.byteSize(), RING_SIZE);
    }

    MemorySegment resultRing() {
        return memory.asSlice(LAYOUT.byteSize() + RING_SIZE, RING_SIZE);
    }

    Claims claims() {
        return new Claims(memory.asSlice(CLAIMS_OFFSET, Claims.BYTE_SIZE));
    }

    Doorbell tasksBell(Os os) {
        return Doorbell.at(memory.asSlice(TASKS_OFFSET), os);
    }

    Doorbell attentionBell(Os os) {
        return Doorbell.at(memory.asSlice(ATTENTION_OFFSET), os);
    }

    long taken() {
        return (long) TAKEN.getAcquire(memory, 0L); // pairs with taken(long)
    }

    /// After this store the parent may use the claims of all units up to this one again.
    void taken(long number) {
        TAKEN.setRelease(memory, 0L, number); // pairs with taken()
    }

    /// Read after a death only, when it does not change any more.
    long item() {
        return (long) ITEM.getOpaque(memory, 0L);
    }

    void item(long index) {
        ITEM.setOpaque(memory, 0L, index);
    }

    long interrupt() {
        return (long) INTERRUPT.getAcquire(memory, 0L); // pairs with interrupt(long)
    }

    void interrupt(long number) {
        INTERRUPT.setRelease(memory, 0L, number); // pairs with interrupt()
    }
}
