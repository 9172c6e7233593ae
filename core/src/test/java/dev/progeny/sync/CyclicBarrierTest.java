package dev.progeny.sync;

import org.junit.jupiter.api.Tag;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The contract holds for the JDK's own barrier, so it asks for nothing of our invention; but to
/// abort it, a party has to come that is interrupted.
@Tag("any-os")
class CyclicBarrierTest extends BarrierContract {
    @Override
    protected AnyBarrier create(int parties) {
        return new OfJdk(new CyclicBarrier(parties));
    }

    private record OfJdk(CyclicBarrier barrier) implements AnyBarrier {
        @Override
        public int await() throws InterruptedException, BrokenBarrierException {
            return barrier.await();
        }

        @Override
        public int await(Duration timeout)
                throws InterruptedException, BrokenBarrierException, TimeoutException {
            return barrier.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void abort() {
            boolean wasInterrupted = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            try {
                barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                // that was the aim
            }
            Thread.interrupted();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
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
        public int numberWaiting() {
            return barrier.getNumberWaiting();
        }

        @Override
        public void close() {} // there is nothing to close
    }
}
