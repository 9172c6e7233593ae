package dev.progeny.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.family.Block;
import dev.progeny.os.Os;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.StampedLock;

/// Entries of some bytes each, in shared memory, that are never seen half written, whoever dies.
///
/// | offset | size | field   | writer | mode    | meaning                                       |
/// |-------:|-----:|---------|--------|---------|-----------------------------------------------|
/// |      0 |    8 | version | owner  | release | writes so far; its lowest bit: the copy to read |
/// |      8 |    4 | owner   | all    | CAS     | the member that writes; 0: nobody             |
///
/// An entry is this head and two copies of its bytes. Before the first entry is a [Doorbell].
///
/// **Writing.** A writer becomes owner, fills the copy that does not count, publishes it by one
/// release store of the version, and lets go. Killed before that store it has written nothing,
/// after it everything; either way the version is the whole truth, and whoever finds a dead owner
/// just takes its place.
///
/// **Reading** takes no lock: read the version, copy, read the version again. The copy that counts
/// is only touched by the writer *after* the next one, which comes after a new version. A reader
/// that finds the version changed tries again, and after some tries becomes owner for the moment.
///
/// **Ending.** A close waits until no thread of this process is between owning and letting go:
/// what it would leave owned by a living process would block the others.
final class TwinCopies implements AutoCloseable {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("version"),
                            JAVA_INT.withName("owner"),
                            MemoryLayout.paddingLayout(4))
                    .withName("entry");

    private static final VarHandle VERSION = LAYOUT.varHandle(PathElement.groupElement("version"));
    private static final VarHandle OWNER = LAYOUT.varHandle(PathElement.groupElement("owner"));
    private static final long HEAD = LAYOUT.byteSize();
    private static final long BELL = Doorbell.LAYOUT.byteSize();
    private static final int NOBODY = 0;

    /// Accepted by [#write] as any version.
    static final long ANY = -1;

    private static final int MOST_TRIES = 100;
    private static final Duration SLICE = Duration.ofNanos(Doorbell.SLICE);

    private final MemorySegment memory;
    private final long copySize;
    private final Peers peers;
    private final Doorbell bell;

    /// Held shared while this process may own an entry, alone by the close.
    private final StampedLock use = new StampedLock();

    private volatile boolean isClosed;

    /// Who may own an entry.
    interface Peers {
        /// Those of the family.
        Peers FAMILY =
                new Peers() {
                    @Override
                    public int self() {
                        return Block.members().self();
                    }

                    @Override
                    public boolean isAlive(int member) {
                        return Block.members().isAlive(member);
                    }
                };

        /// This process, not 0.
        int self();

        boolean isAlive(int member);
    }

    /// Over some memory.
    ///
    /// @param memory for as many entries as fit; all zero, or entries already
    /// @param byteSize of what an entry holds
    /// @param peers who may own an entry
    TwinCopies(MemorySegment memory, long byteSize, Peers peers) {
        this.memory = memory;
        this.copySize = copySize(byteSize);
        this.peers = peers;
        this.bell = Doorbell.at(memory, Os.current());
    }

    /// Memory that entries take.
    static long byteSize(long count, long byteSize) {
        return Math.addExact(BELL, Math.multiplyExact(count, HEAD + 2 * copySize(byteSize)));
    }

    private static long copySize(long byteSize) {
        return Math.ceilDiv(byteSize, Long.BYTES) * Long.BYTES;
    }

    /// Copies an entry out, whole.
    ///
    /// @return the version that was read
    long read(int index, MemorySegment into) {
        long entry = entry(index);
        for (int i = 0; i < MOST_TRIES; i++) {
            // pairs with setRelease in publish
            long version = (long) VERSION.getAcquire(memory, entry);
            copyOut(entry, version, into);
            VarHandle.acquireFence(); // pairs with releaseFence in publish
            if ((long) VERSION.getOpaque(memory, entry) == version) {
                return version;
            }
            Thread.onSpinWait();
        }
        return readAsOwner(entry, into);
    }

    private long readAsOwner(long entry, MemorySegment into) {
        long stamp = begin(entry);
        try {
            long version = (long) VERSION.getAcquire(memory, entry);
            copyOut(entry, version, into);
            return version;
        } finally {
            end(entry, stamp);
        }
    }

    /// Replaces an entry, whole.
    ///
    /// @param expected the version to replace, or [#ANY]
    /// @return false, and nothing is changed, if the version is another
    boolean write(int index, MemorySegment from, long expected) {
        long entry = entry(index);
        long stamp = begin(entry);
        try {
            return publish(entry, from, expected);
        } finally {
            end(entry, stamp);
        }
    }

    private long begin(long entry) {
        long stamp = use.readLock();
        try {
            own(entry);
            return stamp;
        } catch (RuntimeException | Error e) {
            use.unlockRead(stamp);
            throw e;
        }
    }

    private void end(long entry, long stamp) {
        try {
            OWNER.setRelease(memory, entry, NOBODY); // pairs with the CAS in tryOwn
            bell.ring();
        } finally {
            use.unlockRead(stamp);
        }
    }

    private boolean publish(long entry, MemorySegment from, long expected) {
        long version = (long) VERSION.getAcquire(memory, entry);
        if (expected != ANY && version != expected) {
            return false;
        }
        VarHandle.releaseFence(); // who sees these bytes sees this version or a later one
        MemorySegment.copy(from, 0, memory, copy(entry, version + 1), copySize);
        VERSION.setRelease(memory, entry, version + 1); // pairs with getAcquire in read
        return true;
    }

    private void copyOut(long entry, long version, MemorySegment into) {
        MemorySegment.copy(memory, copy(entry, version), into, 0, copySize);
    }

    private void own(long entry) {
        if (isClosed) {
            throw closed();
        }
        if (tryOwn(entry, NOBODY)) {
            return;
        }
        while (true) {
            var wait =
                    bell.awaitUninterruptibly(
                            () -> tryOwn(entry, NOBODY), Deadline.after(SLICE), null);
            if (wait == Wait.READY) {
                return;
            } else if (wait == Wait.CLOSED) {
                throw closed();
            }
            int owner = (int) OWNER.getAcquire(memory, entry);
            if (owner != NOBODY && !peers.isAlive(owner) && tryOwn(entry, owner)) {
                return;
            }
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException(Block.CLOSED);
    }

    private boolean tryOwn(long entry, int owner) {
        return OWNER.compareAndSet(memory, entry, owner, peers.self());
    }

    private long entry(int index) {
        return BELL + index * (HEAD + 2 * copySize);
    }

    private long copy(long entry, long version) {
        return entry + HEAD + (version & 1) * copySize;
    }

    /// Ends waits of this object's writers with [IllegalStateException], and returns when no thread
    /// of this process owns an entry through this object, or will. The second time does nothing.
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        bell.close();
        long stamp = use.writeLock();
        isClosed = true;
        use.unlockWrite(stamp);
    }
}
