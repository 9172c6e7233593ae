package dev.progeny.manager;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A managed barrier at its server: the JDK's own, whose rule that an interrupt of a party breaks
/// it is also what a dead client does, since its calls are interrupted.
final class BarrierObject implements BarrierCalls {
    private final CyclicBarrier barrier;

    BarrierObject(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier needs parties: parties=" + parties + "; use at least 1");
        }
        barrier = new CyclicBarrier(parties);
    }

    @Override
    public int await(long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return nanos == Patience.ENDLESS
                ? barrier.await()
                : barrier.await(nanos, TimeUnit.NANOSECONDS);
    }

    /// A party that is interrupted as it comes breaks the barrier; the last one to come does, too.
    @Override
    public void abort() {
        boolean wasInterrupted = Thread.currentThread().isInterrupted();
        Thread.currentThread().interrupt();
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            // that was the aim
        } finally {
            Thread.interrupted();
            if (wasInterrupted) { // here: a client's does not come along
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void reset() {
        barrier.reset();
    }

    @Override
    public boolean isBroken() {
        return barrier.isBroken();
    }

    @Override
    public int parties() {
        return barrier.getParties();
    }

    @Override
    public int waiting() {
        return barrier.getNumberWaiting();
    }
}
