package dev.progeny.pool;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.ring.Ring;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// What a parent and one worker share. Little-endian, version 4.
///
/// | offset | size | name      | writer | mode    | meaning                                      |
/// |-------:|-----:|-----------|--------|---------|----------------------------------------------|
/// |      0 |    4 | version   | parent | plain   | 4                                            |
/// |      8 |    8 | taken     | worker | release | last unit taken out of the ring              |
/// |     16 |    8 | item      | worker | opaque  | index of the item of a batch that runs       |
/// |     24 |    8 | request   | parent | release | number of a unit * 8 + what is asked, #ask   |
/// |     32 |    8 | beats     | worker | release | grows for as long as the worker is alive     |
/// |     40 |    8 | stackOf   | worker | release | number of the unit whose stack is in `stack` |
/// |     48 |    4 | stackSize | worker | plain   | bytes of it                                  |
/// |     56 |    8 | growth    | worker | opaque  | bytes by which it has grown too much, or 0   |
/// |     64 |    8 | waited    | worker | opaque  | nanoseconds without a task                   |
/// |     72 |    8 | worked    | worker | opaque  | nanoseconds in tasks                         |
/// |     80 |    8 | moved     | worker | opaque  | nanoseconds for decoding, encoding, sending  |
/// |    128 |  128 | tasks     | parent |         | bell: a task, or room in the ring of results |
/// |    256 |  128 | attention | parent |         | bell: look at `request`                      |
/// |    384 | 8192 | claims    | both   | CAS     | see [Claims]                                 |
/// |   8576 | 8192 | stack     | worker | plain   | where a unit was, see [Stack]                |
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
                    JAVA_LONG.withName("request"),
                    JAVA_LONG.withName("beats"),
                    JAVA_LONG.withName("stackOf"),
                    JAVA_INT.withName("stackSize"),
                    paddingLayout(4),
                    JAVA_LONG.withName("growth"),
                    JAVA_LONG.withName("waited"),
                    JAVA_LONG.withName("worked"),
                    JAVA_LONG.withName("moved"),
                    paddingLayout(40),
                    Doorbell.LAYOUT.withName("tasks"),
                    Doorbell.LAYOUT.withName("attention"),
                    MemoryLayout.sequenceLayout(Claims.SIZE, JAVA_LONG).withName("claims"),
                    MemoryLayout.sequenceLayout(Stack.MOST_BYTES, JAVA_BYTE).withName("stack"));

    /// Asked of a worker: tell the task that it is to stop, see [ThisTask].
    static final int STOP = 1;

    /// Asked of a worker: interrupt the task's thread.
    static final int INTERRUPT = 2;

    /// Asked of a worker: say where the task's thread is, before it is interrupted.
    static final int STACK = 4;

    /// The number of the unit is in the request above these bits.
    static final int REQUEST_BITS = 3;

    private static final int VERSION = 4;
    private static final int RING_CAPACITY = 1 << 18;
    private static final long PAGE = 1 << 16;
    private static final VarHandle TAKEN = LAYOUT.varHandle(groupElement("taken"));
    private static final VarHandle ITEM = LAYOUT.varHandle(groupElement("item"));
    private static final VarHandle REQUEST = LAYOUT.varHandle(groupElement("request"));
    private static final VarHandle BEATS = LAYOUT.varHandle(groupElement("beats"));
    private static final VarHandle GROWTH = LAYOUT.varHandle(groupElement("growth"));
    private static final VarHandle WAITED = LAYOUT.varHandle(groupElement("waited"));
    private static final VarHandle WORKED = LAYOUT.varHandle(groupElement("worked"));
    private static final VarHandle MOVED = LAYOUT.varHandle(groupElement("moved"));
    private static final VarHandle STACK_OF = LAYOUT.varHandle(groupElement("stackOf"));
    private static final VarHandle STACK_SIZE = LAYOUT.varHandle(groupElement("stackSize"));
    private static final long STACK_OFFSET = LAYOUT.byteOffset(groupElement("stack"));
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

    /// Of the unit that runs, if there is one; -1 before its first item.
    long item() {
        return (long) ITEM.getOpaque(memory, 0L);
    }

    void item(long index) {
        ITEM.setOpaque(memory, 0L, index);
    }

    long request() {
        return (long) REQUEST.getAcquire(memory, 0L); // pairs with ask
    }

    /// Asks something of the worker. It replaces what was asked before, so it must say that again.
    ///
    /// @param number of a unit; for another one the worker does nothing
    /// @param what [#STOP], [#INTERRUPT] and [#STACK], added up
    void ask(long number, int what) {
        REQUEST.setRelease(memory, 0L, number << REQUEST_BITS | what); // pairs with request
    }

    long beats() {
        return (long) BEATS.getAcquire(memory, 0L); // pairs with beat
    }

    void beat() {
        BEATS.setRelease(memory, 0L, (long) BEATS.getOpaque(memory, 0L) + 1); // pairs with beats
    }

    /// Bytes by which it has grown, once that is more than it may.
    long growth() {
        return (long) GROWTH.getOpaque(memory, 0L);
    }

    void growth(long bytes) {
        GROWTH.setOpaque(memory, 0L, bytes);
    }

    /// Where the worker's time has gone until its last answer, in nanoseconds.
    void times(long waited, long worked, long moved) {
        WAITED.setOpaque(memory, 0L, waited);
        WORKED.setOpaque(memory, 0L, worked);
        MOVED.setOpaque(memory, 0L, moved);
    }

    long waited() {
        return (long) WAITED.getOpaque(memory, 0L);
    }

    long worked() {
        return (long) WORKED.getOpaque(memory, 0L);
    }

    long moved() {
        return (long) MOVED.getOpaque(memory, 0L);
    }

    /// The unit of which [#stack] says where it was.
    long stackOf() {
        return (long) STACK_OF.getAcquire(memory, 0L); // pairs with stack(long, byte[])
    }

    byte[] stack() {
        int size = Math.clamp((int) STACK_SIZE.get(memory, 0L), 0, Stack.MOST_BYTES);
        return memory.asSlice(STACK_OFFSET, size).toArray(JAVA_BYTE);
    }

    void stack(long number, byte[] stack) {
        MemorySegment.copy(stack, 0, memory, JAVA_BYTE, STACK_OFFSET, stack.length);
        STACK_SIZE.set(memory, 0L, stack.length);
        STACK_OF.setRelease(memory, 0L, number); // pairs with stackOf
    }
}
