package dev.progeny.family;

import dev.progeny.os.Os;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A lock between processes that is held for microseconds, around a change that is whole or can be
/// made whole at any time. It survives its holder. Waiting for it ends by nothing else, so nothing
/// that blocks may be done under it.
///
/// | offset | size | name   | writer | mode | meaning                            |
/// |-------:|-----:|--------|--------|------|------------------------------------|
/// |      0 |    8 | holder | all    | CAS  | [Stamp] of the holder; 0: free     |
/// |    128 |  128 | bell   | all    | CAS  | rung when the lock is free again   |
///
///     FREE (0) --CAS by a process--> HELD (its stamp) --its store--> FREE
///                                      |
///                                      +--holder found dead: CAS by another--> HELD, and repaired
///
/// Threads of one process order themselves by a lock of the JDK, so a word that names this process
/// while this thread is about to take it was left by an accident; it is treated like a dead one's.
/// All zero is a free lock. Each process makes one object for each lock.
public final class BriefLock {
    /// Layout of a lock.
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_LONG.withName("holder"),
                            MemoryLayout.paddingLayout(120),
                            Doorbell.LAYOUT.withName("bell"))
                    .withName("brief lock");

    /// How long a waiter trusts a holder before it looks whether it lives.
    private static final Duration TRUST = Duration.ofNanos(Doorbell.SLICE);

    private static final VarHandle HOLDER = LAYOUT.varHandle(PathElement.groupElement("holder"));
    private static final long BELL_AT = LAYOUT.byteOffset(PathElement.groupElement("bell"));

    private final ReentrantLock local = new ReentrantLock();
    private final MemorySegment memory;
    private final Doorbell bell;
    private final Os os;
    private final long self;
    private final Runnable repair;

    /// The lock in some memory.
    ///
    /// @param memory at least the layout's size, aligned to 8 bytes; stays mapped
    /// @param os sleeps and wakes
    /// @param repair makes good what a holder left half done; run under the lock
    public BriefLock(MemorySegment memory, Os os, Runnable repair) {
        this.memory = memory;
        this.os = os;
        this.repair = repair;
        self = Stamp.of(os.self());
        bell = Doorbell.at(memory.asSlice(BELL_AT, Doorbell.LAYOUT.byteSize()), os);
        bell.spin(Spin.forParticipants(2));
    }

    /// Changes something. A change that fails is repaired like one whose maker died.
    ///
    /// @param change short, and does not block
    /// @param <T> type of its result
    /// @return what the change returned
    public <T extends @Nullable Object> T holding(Supplier<T> change) {
        acquire();
        try {
            return change.get();
        } catch (Throwable e) {
            repair.run();
            throw e;
        } finally {
            release();
        }
    }

    /// Takes the lock. [#release] follows in the same thread, whatever happens between.
    ///
    /// @throws IllegalStateException if the memory has been closed; then nothing was taken
    public void acquire() {
        local.lock();
        try {
            compete();
        } catch (Throwable e) {
            local.unlock();
            throw e;
        }
    }

    private void compete() {
        boolean isSuspect = false;
        while (!HOLDER.compareAndSet(memory, 0L, 0L, self)) {
            long holder = (long) HOLDER.getAcquire(memory, 0L);
            if (isGone(holder, isSuspect) && HOLDER.compareAndSet(memory, 0L, holder, self)) {
                repair.run();
                return;
            }
            isSuspect =
                    bell.awaitUninterruptibly(this::isFree, Deadline.after(TRUST), null)
                            == Wait.TIMED_OUT;
        }
    }

    /// Does something while no thread of *this* process holds the lock or waits for it, without
    /// taking it: to close the memory that it lies in.
    ///
    /// @param action short
    public void excludingThisProcess(Runnable action) {
        local.lock();
        try {
            action.run();
        } finally {
            local.unlock();
        }
    }

    private boolean isGone(long holder, boolean isSuspect) {
        return holder == self || (isSuspect && holder != 0 && !Stamp.isAlive(holder, os));
    }

    private boolean isFree() {
        return (long) HOLDER.getAcquire(memory, 0L) == 0;
    }

    /// Gives the lock back.
    public void release() {
        HOLDER.setRelease(memory, 0L, 0L); // pairs with the CAS in acquire
        bell.ring();
        local.unlock();
    }

    /// Makes it look as if some process held it, for tests.
    static void forge(MemorySegment memory, long stamp) {
        HOLDER.setRelease(memory, 0L, stamp);
    }

    static long holder(MemorySegment memory) {
        return (long) HOLDER.getAcquire(memory, 0L);
    }
}
