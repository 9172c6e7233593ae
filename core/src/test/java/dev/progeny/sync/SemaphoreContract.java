package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What [java.util.concurrent.Semaphore] promises, for any implementation that counts permits
/// singly.
public abstract class SemaphoreContract {
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private final List<AnySemaphore> opened = new ArrayList<>();

    /// A semaphore, whatever its type is.
    public interface AnySemaphore {
        void acquire() throws InterruptedException;

        boolean tryAcquire();

        boolean tryAcquire(Duration timeout) throws InterruptedException;

        void release();

        int availablePermits();

        void close();
    }

    protected abstract AnySemaphore create(int permits);

    /// How often a thread comes where many do; fewer where each time is a message.
    protected int rounds() {
        return 2_000;
    }

    private AnySemaphore semaphore(int permits) {
        return closedAfterwards(create(permits));
    }

    final AnySemaphore closedAfterwards(AnySemaphore semaphore) {
        opened.add(semaphore);
        return semaphore;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(AnySemaphore::close);
    }

    // SYN-08
    @Test
    void permitsAreCountedAndMayBecomeMoreThanAtTheStart() throws Exception {
        var semaphore = semaphore(2);
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
    }

    // SYN-09, X-SYN-02
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void tinyTimeoutIsOneTry(long nanos) throws Exception {
        var semaphore = semaphore(1);
        assertThat(semaphore.tryAcquire(Duration.ofNanos(nanos))).isTrue();
        assertThat(semaphore.tryAcquire(Duration.ofNanos(nanos))).isFalse();
        assertThat(semaphore.availablePermits()).isZero();
    }

    // SYN-09
    @Test
    void waitWithATimeoutEndsAfterIt() throws Exception {
        var semaphore = semaphore(0);
        long begin = System.nanoTime();
        assertThat(semaphore.tryAcquire(Duration.ofMillis(80))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(80));
        semaphore.release();
        assertThat(semaphore.availablePermits()).as("the late one took none").isEqualTo(1);
    }

    // X-SYN-02
    @Test
    void hugeTimeoutIsForEver() throws Exception {
        var semaphore = semaphore(1);
        assertThat(semaphore.tryAcquire(FOR_EVER)).isTrue();
        var waiter = inThread(() -> semaphore.tryAcquire(FOR_EVER));
        Threads.requireUndone(waiter);
        semaphore.release();
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void permitMayBeReleasedByAnotherThreadThanTheOneThatAcquiredIt() throws Exception {
        var semaphore = semaphore(1);
        semaphore.acquire();
        var waiter = inVirtual(() -> semaphore.tryAcquire(Threads.SOON));
        Threads.requireUndone(waiter);
        CompletableFuture.runAsync(semaphore::release).get(20, TimeUnit.SECONDS);
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void eachPermitLetsOneOfThoseWhoWaitGoOn() throws Exception {
        var semaphore = semaphore(0);
        var passed = new AtomicInteger();
        var waiters = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 6; i++) {
            waiters.add(
                    inThread(
                            () -> {
                                semaphore.acquire();
                                return passed.incrementAndGet();
                            }));
        }
        for (int i = 0; i < 4; i++) {
            semaphore.release();
        }
        Threads.until(() -> passed.get() == 4);
        Threads.requireUndone(CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new)));
        assertThat(passed).hasValue(4);
        semaphore.release();
        semaphore.release();
        for (var waiter : waiters) {
            assertThat(waiter.get(20, TimeUnit.SECONDS)).isBetween(1, 6);
        }
        assertThat(semaphore.availablePermits()).isZero();
    }

    // X-SYN-03
    @Test
    void interruptEndsAWaitAndTakesNothing() throws Exception {
        var semaphore = semaphore(0);
        requireInterruptible(
                () -> {
                    semaphore.acquire();
                    return true;
                });
        requireInterruptible(() -> semaphore.tryAcquire(FOR_EVER));
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        assertThat(semaphore.tryAcquire()).isTrue();
    }

    private static void requireInterruptible(Threads.Attempt<Boolean> wait) throws Exception {
        var thread = new CompletableFuture<Thread>();
        var waiter =
                inThread(
                        () -> {
                            thread.complete(Thread.currentThread());
                            return wait.make();
                        });
        Threads.requireUndone(waiter);
        thread.get().interrupt();
        assertThatThrownBy(() -> waiter.get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptBeforeCountsWherePatienceIsAskedForAndOnlyThere() throws Exception {
        var semaphore = semaphore(2);
        Thread.currentThread().interrupt();
        assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> semaphore.tryAcquire(Threads.SOON))
                .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(semaphore.tryAcquire()).isTrue();
        semaphore.release();
        assertThat(Thread.interrupted()).as("stays pending").isTrue();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void permitOfOneWhoIsInterruptedMeanwhileIsNotLost() throws Exception {
        var semaphore = semaphore(0);
        for (int round = 0; round < 50; round++) {
            var thread = new CompletableFuture<Thread>();
            var first =
                    inThread(
                            () -> {
                                thread.complete(Thread.currentThread());
                                return acquiresUninterrupted(semaphore);
                            });
            var second = inThread(() -> semaphore.tryAcquire(Threads.SOON));
            var waiting = thread.get();
            Thread.startVirtualThread(waiting::interrupt);
            semaphore.release();

            if (first.get(20, TimeUnit.SECONDS)) {
                semaphore.release(); // the other one's
            }
            assertThat(second.get(20, TimeUnit.SECONDS)).as("in round %d", round).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    private static boolean acquiresUninterrupted(AnySemaphore semaphore) {
        try {
            semaphore.acquire();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void permitOfOneWhoIsLateMeanwhileIsNotLost() throws Exception {
        var semaphore = semaphore(0);
        for (int round = 0; round < 50; round++) {
            var micros = Duration.ofNanos(20_000L * round);
            var waiter = inThread(() -> semaphore.tryAcquire(micros));
            semaphore.release();

            boolean isTaken = waiter.get(20, TimeUnit.SECONDS);
            assertThat(semaphore.tryAcquire()).as("in round %d", round).isNotEqualTo(isTaken);
        }
    }

    @Test
    void neverMoreThanThePermitsAreInside() throws Exception {
        var semaphore = semaphore(2);
        var inside = new AtomicInteger();
        Threads.Attempt<Integer> visits =
                () -> {
                    int most = 0;
                    for (int i = 0; i < rounds(); i++) {
                        semaphore.acquire();
                        most = Math.max(most, inside.incrementAndGet());
                        inside.decrementAndGet();
                        semaphore.release();
                    }
                    return most;
                };
        for (var visitor : List.of(inThread(visits), inThread(visits), inVirtual(visits))) {
            assertThat(visitor.get(60, TimeUnit.SECONDS)).isBetween(1, 2);
        }
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }
}
