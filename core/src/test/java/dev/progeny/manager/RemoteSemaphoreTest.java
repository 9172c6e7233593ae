package dev.progeny.manager;

import dev.progeny.NothingLeft;
import dev.progeny.sync.BoundedSemaphoreContract;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

@ExtendWith(NothingLeft.class)
class RemoteSemaphoreTest extends BoundedSemaphoreContract {
    @RegisterExtension final Served served = new Served();

    @Override
    protected AnySemaphore create(int permits) {
        return new Managed(served.manager().semaphore(permits));
    }

    @Override
    protected AnySemaphore createBounded(int permits) {
        return new Managed(served.manager().boundedSemaphore(permits));
    }

    @Override
    protected int rounds() {
        return 200;
    }

    private record Managed(RemoteSemaphore semaphore) implements AnySemaphore {
        @Override
        public void acquire() throws InterruptedException {
            semaphore.acquire();
        }

        @Override
        public boolean tryAcquire() {
            return semaphore.tryAcquire();
        }

        @Override
        public boolean tryAcquire(Duration timeout) throws InterruptedException {
            return semaphore.tryAcquire(timeout);
        }

        @Override
        public void release() {
            semaphore.release();
        }

        @Override
        public int availablePermits() {
            return semaphore.availablePermits();
        }

        @Override
        public void close() {} // it goes with its manager
    }
}
