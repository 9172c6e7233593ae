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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Permits among threads and processes.
@ExtendWith(NothingLeft.class)
@SuppressWarnings("try") // closing in the middle is what is tested
class SharedSemaphoreTest {

    // SYN-08
    @Test
    void permitsAreCountedAndMayBecomeMoreThanAtTheStart() throws Exception {
        try (var semaphore = SharedSemaphore.create(2)) {
            assertThat(semaphore.availablePermits()).isEqualTo(2);
            semaphore.acquire();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
            assertThat(semaphore.tryAcquire()).isFalse();
            for (int permits = 1; permits <= 4; permits++) {
                semaphore.release();
                assertThat(semaphore.availablePermits()).isEqualTo(permits);
            }
            assertThat(semaphore).hasToString("SharedSemaphore[permits=4]");
        }
    }

    @Test
    void boundedOneRefusesMoreThanAtTheStart() throws Exception {
        try (var semaphore = SharedSemaphore.bounded(1)) {
            assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
            semaphore.acquire();
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
        }
        assertThatThrownBy(() -> SharedSemaphore.create(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // SYN-09, X-SYN-02
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void tinyTimeoutIsOneTry(long nanos) throws Exception {
        try (var semaphore = SharedSemaphore.create(1)) {
            assertThat(semaphore.tryAcquire(Duration.ofNanos(nanos))).isTrue();
            assertThat(semaphore.tryAcquire(Duration.ofNanos(nanos))).isFalse();
        }
    }

    // SYN-09
    @Test
    void waitWithATimeoutEndsAfterIt() throws Exception {
        try (var semaphore = SharedSemaphore.create(0)) {
            long begin = System.nanoTime();
            assertThat(semaphore.tryAcquire(Duration.ofMillis(80))).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    // X-SYN-03
    @Test
    void interruptEndsAWaitAndTakesNothing() throws Exception {
        try (var semaphore = SharedSemaphore.create(0)) {
            var thread = new CompletableFuture<Thread>();
            var waiter =
                    inThread(
                            () -> {
                                thread.complete(Thread.currentThread());
                                semaphore.acquire();
                                return true;
                            });
            thread.get().interrupt();
            assertThatThrownBy(() -> waiter.get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            semaphore.release();
            assertThat(semaphore.tryAcquire()).isTrue();
        }
    }

    @Test
    void neverMoreThanThePermitsAreInside() throws Exception {
        try (var semaphore = SharedSemaphore.bounded(2)) {
            var inside = new AtomicInteger();
            Threads.Attempt<Integer> visits =
                    () -> {
                        int most = 0;
                        for (int i = 0; i < 2_000; i++) {
                            semaphore.acquire();
                            most = Math.max(most, inside.incrementAndGet());
                            inside.decrementAndGet();
                            semaphore.release();
                        }
                        return most;
                    };
            for (var visitor :
                    new CompletableFuture<?>[] {
                        inThread(visits), inThread(visits), Threads.inVirtual(visits)
                    }) {
                assertThat((Integer) visitor.get(60, TimeUnit.SECONDS)).isBetween(1, 2);
            }
            assertThat(semaphore.availablePermits()).isEqualTo(2);
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
