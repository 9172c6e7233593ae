package dev.progeny.manager;

/// The calls of a managed semaphore.
@Uninterrupted
interface SemaphoreCalls {
    boolean tryAcquire();

    /// Takes a permit.
    ///
    /// @param nanos the longest wait
    @Waits(undo = "giveBack")
    boolean acquire(long nanos) throws InterruptedException;

    /// Gives back a permit that [#acquire] took when the caller did not want it any more.
    void giveBack(boolean isTaken);

    @Uninterrupted
    void release();

    int permits();
}
