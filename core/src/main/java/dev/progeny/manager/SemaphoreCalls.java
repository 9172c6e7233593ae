package dev.progeny.manager;

/// The calls of a managed semaphore.
@Uninterrupted
interface SemaphoreCalls {
    boolean tryAcquire();

    /// Takes a permit.
    ///
    /// @param nanos the longest wait
    @Waits
    boolean acquire(long nanos) throws InterruptedException;

    void release();

    int permits();
}
