package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.sync.BarrierContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

@ExtendWith(NothingLeft.class)
class RemoteBarrierTest extends BarrierContract {
    @RegisterExtension final Served served = new Served();

    @Override
    protected AnyBarrier create(int parties) {
        return new Managed(served.manager().barrier(parties));
    }

    @Override
    protected int rounds() {
        return 100;
    }

    @Test
    void abortLeavesTheInterruptOfAThreadOfTheServersProcess() {
        var barrier = new BarrierObject(2);
        Thread.currentThread().interrupt();
        barrier.abort();
        assertThat(Thread.interrupted()).as("stays pending").isTrue();
        assertThat(barrier.isBroken()).isTrue();
        barrier.abort();
        assertThat(Thread.interrupted()).as("comes from nowhere").isFalse();
    }

    private record Managed(RemoteBarrier barrier) implements AnyBarrier {
        @Override
        public int await() throws InterruptedException, BrokenBarrierException {
            return barrier.await();
        }

        @Override
        public int await(Duration timeout)
                throws InterruptedException, BrokenBarrierException, TimeoutException {
            return barrier.await(timeout);
        }

        @Override
        public void abort() {
            barrier.abort();
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
            return barrier.parties();
        }

        @Override
        public int numberWaiting() {
            return barrier.numberWaiting();
        }

        @Override
        public void close() {} // it goes with its manager
    }
}
