package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.until;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Permits among threads and processes.
@ExtendWith(NothingLeft.class)
@SuppressWarnings("try") // closing in the middle is what is tested
class SharedSemaphoreTest extends BoundedSemaphoreContract {

    @Override
    protected AnySemaphore create(int permits) {
        return new Shared(SharedSemaphore.create(permits));
    }

    @Override
    protected AnySemaphore createBounded(int permits) {
        return new Shared(SharedSemaphore.bounded(permits));
    }

    private record Shared(SharedSemaphore semaphore) implements AnySemaphore {
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
        public void close() {
            semaphore.close();
        }
    }

    @Test
    void textSaysHowManyPermitsThereAre() {
        try (var semaphore = SharedSemaphore.create(4)) {
            assertThat(semaphore).hasToString("SharedSemaphore[permits=4]");
            semaphore.close();
            assertThat(semaphore).hasToString("SharedSemaphore[closed]");
        }
    }

    @Test
    void closeEndsTheWaitsOfItsObjectAlone() throws Exception {
        try (var semaphore = SharedSemaphore.create(0);
                var copy = Travel.of(semaphore)) {
            var mine = inThread(() -> semaphore.tryAcquire(ChronoUnit.FOREVER.getDuration()));
            var other = inThread(() -> copy.tryAcquire(Threads.SOON));
            assertThatThrownBy(() -> mine.get(50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);

            semaphore.close();

            assertThatThrownBy(() -> mine.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
            copy.release();
            assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @Tag("process")
    void permitMayBeReleasedByAnotherProcessThanTheOneThatAcquiredIt() throws Exception {
        try (var semaphore = SharedSemaphore.bounded(1)) {
            try (var child = ChildProcess.start(() -> acquireAndSleep(semaphore))) {
                until(() -> semaphore.availablePermits() == 0);
                semaphore.release();
                assertThat(semaphore.availablePermits()).isEqualTo(1);
                child.kill();
                child.join();
            }
            assertThat(semaphore.availablePermits()).as("back once, not twice").isEqualTo(1);
        }
    }

    // pain 2
    @Test
    @Tag("process")
    @Tag("crash")
    void permitsOfTheKilledComeBackToWhoWaits() throws Exception {
        Threads.requireWithin(
                Duration.ofMillis(100), SharedSemaphoreTest::fromTheDeathOfAHolderToThePermit);
    }

    private static Duration fromTheDeathOfAHolderToThePermit() throws Exception {
        try (var semaphore = SharedSemaphore.create(1);
                var child = ChildProcess.start(() -> acquireAndSleep(semaphore))) {
            until(() -> semaphore.availablePermits() == 0);
            var waiter = inThread(() -> semaphore.tryAcquire(Threads.SOON) ? System.nanoTime() : 0);
            assertThatThrownBy(() -> waiter.get(60, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);

            long killed = System.nanoTime();
            child.kill();

            long acquired = waiter.get(20, TimeUnit.SECONDS);
            assertThat(acquired).isNotZero();
            return Duration.ofNanos(acquired - killed);
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void signalsOfTheKilledStayAndThoseTheyConsumedDoNotComeBack() throws Exception {
        try (var todo = SharedSemaphore.create(0);
                var child = ChildProcess.start(() -> releaseThreeAcquireOneAndSleep(todo))) {
            until(() -> todo.availablePermits() == 2);
            child.kill();
            child.join();

            assertThat(todo.availablePermits()).isEqualTo(2);
        }
    }

    private static void releaseThreeAcquireOneAndSleep(SharedSemaphore semaphore)
            throws InterruptedException {
        semaphore.release();
        semaphore.acquire();
        semaphore.release();
        semaphore.release();
        sleep();
    }

    private static void acquireAndSleep(SharedSemaphore semaphore) throws InterruptedException {
        semaphore.acquire();
        sleep();
    }

    private static void sleep() {
        while (true) {
            LockSupport.park();
        }
    }
}
