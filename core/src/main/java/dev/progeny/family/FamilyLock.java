package dev.progeny.family;

import dev.progeny.os.Os;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The lock that guards the blocks and the process table of a family, held for microseconds.
///
///     FREE (0) --CAS by a member--> HELD (its stamp) --its store--> FREE
///                                      |
///                                      +--holder found dead: CAS by another--> HELD, and repaired
///
/// Threads of one process order themselves by a lock of the JDK, so a word that names this process
/// while this thread is about to take it was left by an accident; it is treated like a dead one's.
final class FamilyLock {
    /// How long a waiter trusts a holder before it looks whether it lives.
    private static final Duration TRUST = Duration.ofNanos(Doorbell.SLICE);

    private final ReentrantLock local = new ReentrantLock();
    private final MemorySegment near;
    private final Doorbell bell;
    private final Os os;
    private final long self;
    private final Runnable repair;

    /// The lock in the memory's header.
    ///
    /// @param repair makes good what a holder left half done; run under the lock
    FamilyLock(MemorySegment near, Os os, Runnable repair) {
        this.near = near;
        this.os = os;
        this.repair = repair;
        self = Stamp.of(os.self());
        bell = Doorbell.at(near.asSlice(FamilyLayout.BELL_AT, Doorbell.LAYOUT.byteSize()), os);
        bell.spin(Spin.forParticipants(2));
    }

    /// Changes something. A change that fails is repaired like one whose maker died.
    <T extends @Nullable Object> T holding(Supplier<T> change) {
        local.lock();
        try {
            acquire();
            try {
                return change.get();
            } catch (Throwable e) {
                repair.run();
                throw e;
            } finally {
                release();
            }
        } finally {
            local.unlock();
        }
    }

    private void acquire() {
        boolean isSuspect = false;
        while (!FamilyLayout.HOLDER.compareAndSet(near, 0L, 0L, self)) {
            long holder = (long) FamilyLayout.HOLDER.getAcquire(near, 0L);
            if (isGone(holder, isSuspect)
                    && FamilyLayout.HOLDER.compareAndSet(near, 0L, holder, self)) {
                repair.run();
                return;
            }
            isSuspect =
                    bell.awaitUninterruptibly(this::isFree, Deadline.after(TRUST), null)
                            == Wait.TIMED_OUT;
        }
    }

    private boolean isGone(long holder, boolean isSuspect) {
        return holder == self || (isSuspect && holder != 0 && !Stamp.isAlive(holder, os));
    }

    private boolean isFree() {
        return (long) FamilyLayout.HOLDER.getAcquire(near, 0L) == 0;
    }

    private void release() {
        FamilyLayout.HOLDER.setRelease(near, 0L, 0L); // pairs with the CAS in acquire
        bell.ring();
    }
}
