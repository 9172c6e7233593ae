package dev.progeny.channel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.family.BriefLock;
import dev.progeny.os.Os;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Elements of bytes in shared memory, first in, first out. Any thread of any process may put and
/// take. Nothing here waits but for the brief locks.
///
/// **Why it survives anyone.** A putter, under the put lock, copies the payload and its entry, and
/// then makes the element exist by one release store of `tail`. A taker, under the take lock,
/// copies out and then gives the element up by one release store of `head`. Before its store a
/// process that dies has put, or taken, nothing, and the next holder of the lock simply goes on;
/// after it, the one element in its hands is gone with it. There is nothing to repair.
///
/// One object for each process; on any memory, with threads or processes.
final class QueueMemory {
    private static final long PAGE = 4096;
    private static final long LARGEST = 1L << 30;

    private final MemorySegment memory;
    private final BriefLock putLock;
    private final BriefLock takeLock;
    private final int capacity;
    private final long slotMask;
    private final long room;
    private final long payloadsAt;

    /// What a putter last saw of `head`, and a taker of `tail`; both only grow, so an old value is
    /// a safe one. Guarded by their locks.
    private long headSeen;

    private long tailSeen;

    /// Called between any two stores; does nothing but in tests, where the process dies.
    private final Runnable step;

    /// One that has been formatted.
    QueueMemory(MemorySegment memory, Os os, Runnable step) {
        QueueLayout.check(memory);
        this.memory = memory;
        this.step = step;
        capacity = QueueLayout.capacity(memory);
        slotMask = QueueLayout.slots(memory) - 1;
        room = QueueLayout.room(memory);
        payloadsAt = memory.byteSize() - room;
        putLock = lock(QueueLayout.PUT_LOCK_AT, os);
        takeLock = lock(QueueLayout.TAKE_LOCK_AT, os);
    }

    private BriefLock lock(long offset, Os os) {
        var part = memory.asSlice(offset, BriefLock.LAYOUT.byteSize());
        return new BriefLock(part, os, () -> {});
    }

    int capacity() {
        return capacity;
    }

    /// Largest payload that lies in the queue itself. Its length has four bytes.
    long largest() {
        return Math.min(room / 2, LARGEST);
    }

    /// An element that was taken, or looked at.
    ///
    /// @param kind what its payload is, see [Parcel]
    /// @param payload all of an array of this process
    record Entry(int kind, MemorySegment payload) {
        Object array() {
            return payload.heapBase().orElseThrow();
        }

        byte[] bytes() {
            return (byte[]) array();
        }
    }

    /// Puts an element if there is room.
    ///
    /// @param isAllowed asked under the lock, so that nothing is put after it said no
    /// @return false if there is no room, or it is not allowed
    boolean tryPut(int kind, MemorySegment payload, BooleanSupplier isAllowed) {
        int length = (int) payload.byteSize();
        putLock.acquire();
        try {
            long tail = (long) QueueLayout.TAIL.getOpaque(memory, 0L);
            long start = startIfRoom(tail, length);
            if (start < 0 || !isAllowed.getAsBoolean()) {
                return false;
            }
            copyIn(payload, length, start);
            step.run();
            long slot = slot(tail);
            memory.set(JAVA_LONG, slot, start);
            memory.set(JAVA_INT, slot + 8, length);
            memory.set(JAVA_INT, slot + 12, kind);
            step.run();
            QueueLayout.TAIL.setRelease(memory, 0L, tail + 1); // pairs with tail()
            step.run();
            return true;
        } finally {
            putLock.release();
        }
    }

    /// Where the payload of the next element may begin; -1 without room for it.
    ///
    /// `head` is looked at as seldom as possible, since the taker's core has it: where there seems
    /// to be no room, and at each new page, because in an empty queue the payload begins at the
    /// front again, so that little traffic touches few pages.
    private long startIfRoom(long tail, int length) {
        long end = end(tail);
        if (isFull(tail, length) || (end ^ (end + length)) >= PAGE) {
            headSeen = head();
            if (isFull(tail, length)) {
                return -1;
            }
        }
        return tail == headSeen ? (end + room - 1) & -room : end;
    }

    private boolean isFull(long tail, int length) {
        return tail - headSeen >= capacity || !fits(tail, headSeen, length);
    }

    private boolean fits(long tail, long head, int length) {
        return tail == head || end(tail) + length - memory.get(JAVA_LONG, slot(head)) <= room;
    }

    /// Where the payload of the last element ends.
    private long end(long tail) {
        if (tail == 0) {
            return 0;
        }
        long last = slot(tail - 1);
        long end = memory.get(JAVA_LONG, last) + memory.get(JAVA_INT, last + 8);
        return (end + 7) & -8;
    }

    private long slot(long element) {
        return QueueLayout.LAYOUT.byteSize() + (element & slotMask) * QueueLayout.SLOT;
    }

    private void copyIn(MemorySegment payload, int length, long start) {
        long offset = start & (room - 1);
        long first = Math.min(length, room - offset);
        MemorySegment.copy(payload, 0, memory, payloadsAt + offset, first);
        if (first < length) {
            MemorySegment.copy(payload, first, memory, payloadsAt, length - first);
        }
    }

    private void copyOut(long start, MemorySegment payload, int length) {
        long offset = start & (room - 1);
        long first = Math.min(length, room - offset);
        MemorySegment.copy(memory, payloadsAt + offset, payload, 0, first);
        if (first < length) {
            MemorySegment.copy(memory, payloadsAt, payload, first, length - first);
        }
    }

    /// Takes the oldest element.
    ///
    /// @return null if there is none
    @Nullable Entry tryTake() {
        takeLock.acquire();
        try {
            long head = (long) QueueLayout.HEAD.getOpaque(memory, 0L);
            if (head >= tailSeen) { // others may have taken beyond what this process saw
                tailSeen = tail();
                if (head >= tailSeen) {
                    return null;
                }
            }
            var entry = entry(head);
            step.run();
            QueueLayout.HEAD.setRelease(memory, 0L, head + 1); // pairs with head()
            step.run();
            return entry;
        } finally {
            takeLock.release();
        }
    }

    /// Does something while nobody can put.
    void whileNobodyPuts(Runnable change) {
        putLock.acquire();
        try {
            change.run();
        } finally {
            putLock.release();
        }
    }

    /// Looks at what is there while nobody can take.
    <T extends @Nullable Object> T whileNobodyTakes(Supplier<T> look) {
        return takeLock.holding(look);
    }

    /// An element that is there, under the take lock.
    Entry entry(long element) {
        long slot = slot(element);
        int length = memory.get(JAVA_INT, slot + 8);
        int kind = memory.get(JAVA_INT, slot + 12);
        var payload = Parcel.allocate(kind, length);
        copyOut(memory.get(JAVA_LONG, slot), payload, length);
        return new Entry(kind, payload);
    }

    long head() {
        return (long) QueueLayout.HEAD.getAcquire(memory, 0L);
    }

    long tail() {
        return (long) QueueLayout.TAIL.getAcquire(memory, 0L);
    }

    /// Whether an element of some length would find room now. Only a hint.
    boolean hasRoom(int length) {
        long head = head();
        long tail = tail();
        return tail - head < capacity && fits(tail, head, length);
    }

    /// Closes the memory while no thread of this process changes it.
    void close(Runnable closing) {
        putLock.excludingThisProcess(() -> takeLock.excludingThisProcess(closing));
    }
}
