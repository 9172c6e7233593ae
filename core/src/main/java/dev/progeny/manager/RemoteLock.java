package dev.progeny.manager;

import dev.progeny.sync.AbandonedLockException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// A reentrant lock that lives in another process: what [dev.progeny.sync.SharedLock] is in shared
/// memory, for clients anywhere, and with the same rules.
///
/// It belongs to one thread of one client. **When the holder's client dies**, or is cut off for
/// longer than its lease, the next one that wants the lock gets [AbandonedLockException]; it then
/// has the lock to itself to repair what it guards, and says so with [#recover]. If it calls
/// [#unlock] without that, or does neither for half a second, the next one is told.
///
/// Waiters are served in the order of coming.
public interface RemoteLock extends Lock, RemoteObject {

    /// A lock that is being held; see [#hold].
    @FunctionalInterface
    interface Hold extends AutoCloseable {
        /// Gives the lock up, as [RemoteLock#unlock] does.
        @Override
        void close();
    }

    /// Who has a lock.
    ///
    /// @param pid its process, on whatever machine
    /// @param threadId the [thread][Thread#threadId] in that process
    record Holder(long pid, long threadId) implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
    }

    /// Takes the lock, waiting for it up to some time.
    ///
    /// @param timeout the longest wait; 0 and less is one try
    /// @return whether this thread holds it now
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if its holder died
    boolean tryLock(Duration timeout) throws InterruptedException;

    /// Takes the lock for the length of a block, as [#lockInterruptibly] does.
    ///
    /// @return to be closed by this thread, once
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if its holder died
    Hold hold() throws InterruptedException;

    /// Says that what the lock guards is in order again, after an [AbandonedLockException]; then
    /// holds the lock. Does nothing if this thread holds it already. Waits where another one has
    /// been told instead, since this one took too long.
    void recover();

    /// Who has the lock now.
    ///
    /// @return empty if it is free; may be old when it arrives
    Optional<Holder> holder();

    @Override
    RemoteCondition newCondition();
}
