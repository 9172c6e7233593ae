package dev.progeny.manager;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A meeting point that lives in another process: each party waits until all have come, round after
/// round. A round in which a party is late, is interrupted or dies while it waits breaks, and the
/// barrier stays broken until [#reset].
public interface RemoteBarrier extends RemoteObject {

    /// Waits until all parties have come.
    ///
    /// @return 0 for the party that came last, `parties - 1` for the first
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile
    int await() throws InterruptedException, BrokenBarrierException;

    /// Waits until all parties have come, up to some time.
    ///
    /// @param timeout the longest wait
    /// @return as [#await()]
    /// @throws InterruptedException as [#await()]
    /// @throws BrokenBarrierException as [#await()]
    /// @throws TimeoutException if the time was over first; that broke it
    int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException;

    /// Breaks the barrier, for those who wait and those who come.
    void abort();

    /// Makes the barrier as new. Those who wait get [BrokenBarrierException].
    void reset();

    /// Whether it is broken.
    ///
    /// @return true until [#reset]
    boolean isBroken();

    /// How many make a round.
    ///
    /// @return as it was made
    int parties();

    /// How many wait now.
    ///
    /// @return may be old when it arrives
    int numberWaiting();
}
