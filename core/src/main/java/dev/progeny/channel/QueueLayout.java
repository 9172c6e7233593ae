package dev.progeny.channel;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.family.BriefLock;
import dev.progeny.family.Watchers;
import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Header of a queue, version 2. Native byte order. `slots` entries of 16 bytes follow it, then
/// `room` bytes of payloads.
///
/// | offset | size | name      | writer    | mode    | meaning                              |
/// |-------:|-----:|-----------|-----------|---------|--------------------------------------|
/// |      0 |    4 | magic     | creator   | release | `0x5052_5155`, stored last           |
/// |      4 |    4 | version   | creator   | plain   | 2                                    |
/// |      8 |    8 | capacity  | creator   | plain   | elements at the most                 |
/// |     16 |    8 | slots     | creator   | plain   | entries: `capacity`, to a power of 2 |
/// |     24 |    8 | room      | creator   | plain   | bytes for payloads, a power of 2     |
/// |     32 |    4 | end       | put lock  | release | why nothing more may be put, 0: may  |
/// |     40 |    8 | watchers  | all       | CAS     | who waits beside others: [Watchers]  |
/// |    128 |    8 | tail      | put lock  | release | elements put since creation          |
/// |    256 |    8 | head      | take lock | release | elements taken since creation        |
/// |    384 |    8 | done      | all       | CAS     | elements said to be done with        |
/// |    512 |  256 | putLock   | all       | CAS     | [BriefLock] of those who put         |
/// |    768 |  256 | takeLock  | all       | CAS     | [BriefLock] of those who take        |
/// |   1024 |  128 | filled    | all       | CAS     | bell: there is something to take     |
/// |   1152 |  128 | freed     | all       | CAS     | bell: there is room                  |
/// |   1280 |  128 | settled   | all       | CAS     | bell: all is done                    |
/// |   1408 | 4224 | producers | put lock  | release | who has declared to put: [RoleTable] |
/// |   5632 | 4224 | consumers | put lock  | release | who has declared to take             |
///
/// Entry `n mod slots` describes element `n`:
///
/// - 8 bytes: where its payload begins, a multiple of 8, counted since creation; byte `p` lies at
///   `p mod room`;
/// - 4 bytes: length of the payload;
/// - 4 bytes: its kind, see [Parcel].
final class QueueLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_INT.withName("magic"),
                            JAVA_INT.withName("version"),
                            JAVA_LONG.withName("capacity"),
                            JAVA_LONG.withName("slots"),
                            JAVA_LONG.withName("room"),
                            JAVA_INT.withName("end"),
                            paddingLayout(4),
                            Watchers.LAYOUT.withName("watchers"),
                            paddingLayout(80),
                            JAVA_LONG.withName("tail"),
                            paddingLayout(120),
                            JAVA_LONG.withName("head"),
                            paddingLayout(120),
                            JAVA_LONG.withName("done"),
                            paddingLayout(120),
                            BriefLock.LAYOUT.withName("putLock"),
                            BriefLock.LAYOUT.withName("takeLock"),
                            Doorbell.LAYOUT.withName("filled"),
                            Doorbell.LAYOUT.withName("freed"),
                            Doorbell.LAYOUT.withName("settled"),
                            RoleTable.LAYOUT.withName("producers"),
                            RoleTable.LAYOUT.withName("consumers"))
                    .withName("queue");

    static final long SLOT = 16;

    static final VarHandle TAIL = handle("tail");
    static final VarHandle HEAD = handle("head");
    static final VarHandle DONE = handle("done");
    static final VarHandle END = handle("end");
    static final long WATCHERS_AT = offset("watchers");
    static final long PUT_LOCK_AT = offset("putLock");
    static final long TAKE_LOCK_AT = offset("takeLock");
    static final long FILLED_AT = offset("filled");
    static final long FREED_AT = offset("freed");
    static final long SETTLED_AT = offset("settled");
    static final long PRODUCERS_AT = offset("producers");
    static final long CONSUMERS_AT = offset("consumers");

    private static final int MAGIC = 0x5052_5155;
    private static final int VERSION = 2;
    private static final VarHandle MAGIC_WORD = handle("magic");
    private static final long VERSION_AT = offset("version");
    private static final long CAPACITY_AT = offset("capacity");
    private static final long SLOTS_AT = offset("slots");
    private static final long ROOM_AT = offset("room");

    private QueueLayout() {}

    private static VarHandle handle(String name) {
        return LAYOUT.varHandle(PathElement.groupElement(name));
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }

    static long slots(int capacity) {
        return capacity == 1 ? 1 : Long.highestOneBit(capacity - 1L) << 1;
    }

    /// Bytes that a queue takes.
    static long byteSize(int capacity, long room) {
        return LAYOUT.byteSize() + slots(capacity) * SLOT + room;
    }

    /// Writes the header of an empty queue into memory that is all zero.
    static void format(MemorySegment memory, int capacity, long room) {
        memory.set(JAVA_INT, VERSION_AT, VERSION);
        memory.set(JAVA_LONG, CAPACITY_AT, capacity);
        memory.set(JAVA_LONG, SLOTS_AT, slots(capacity));
        memory.set(JAVA_LONG, ROOM_AT, room);
        MAGIC_WORD.setRelease(memory, 0L, MAGIC); // pairs with check
    }

    /// Refuses memory that holds no queue.
    static void check(MemorySegment memory) {
        int magic = (int) MAGIC_WORD.getAcquire(memory, 0L);
        int version = memory.get(JAVA_INT, VERSION_AT);
        if (magic != MAGIC || version != VERSION) {
            throw new IllegalStateException(
                    "no queue of this version of Progeny: magic="
                            + Integer.toHexString(magic)
                            + ", version="
                            + version
                            + "; use one version on all class paths");
        }
    }

    static int capacity(MemorySegment memory) {
        return (int) memory.get(JAVA_LONG, CAPACITY_AT);
    }

    static long slots(MemorySegment memory) {
        return memory.get(JAVA_LONG, SLOTS_AT);
    }

    static long room(MemorySegment memory) {
        return memory.get(JAVA_LONG, ROOM_AT);
    }
}
