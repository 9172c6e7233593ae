package dev.progeny.manager;

import java.time.Duration;

/// Permits that live in another process: what [dev.progeny.sync.SharedSemaphore] is in shared
/// memory, for clients anywhere, and with the same rule of loans: permits of the start that a
/// client has acquired and not released come back when it dies.
public interface RemoteSemaphore extends RemoteObject {

    /// Takes a permit, waiting for it.
    ///
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    void acquire() throws InterruptedException;

    /// Takes a permit if one is there.
    ///
    /// @return whether it was taken
    boolean tryAcquire();

    /// Takes a permit, waiting for it up to some time.
    ///
    /// @param timeout the longest wait; 0 and less is one try
    /// @return whether it was taken
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    boolean tryAcquire(Duration timeout) throws InterruptedException;

    /// Gives a permit back, or adds one.
    ///
    /// @throws IllegalStateException if the semaphore is bounded and has all its permits
    void release();

    /// Permits that are there now.
    ///
    /// @return at least 0; may be old when it arrives
    int availablePermits();
}
