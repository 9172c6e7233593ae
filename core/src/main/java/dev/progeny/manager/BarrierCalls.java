package dev.progeny.manager;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// The calls of a managed barrier.
@Uninterrupted
interface BarrierCalls {

    /// Waits for the others.
    ///
    /// @param nanos the longest wait
    @Waits
    int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException;

    void abort();

    void reset();

    boolean isBroken();

    int parties();

    int waiting();
}
