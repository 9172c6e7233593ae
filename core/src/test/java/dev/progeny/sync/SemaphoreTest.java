package dev.progeny.sync;

import org.junit.jupiter.api.Tag;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The contract holds for the JDK's own semaphore, so it asks for nothing of our invention.
@Tag("any-os")
class SemaphoreTest extends SemaphoreContract {
    @Override
    protected AnySemaphore create(int permits) {
        return new OfJdk(new Semaphore(permits));
    }

    private record OfJdk(Semaphore semaphore) implements AnySemaphore {
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
            long nanos = TimeUnit.NANOSECONDS.convert(timeout);
            return semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS);
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
        public void close() {} // there is nothing to close
    }
}
