package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// What [Lock] promises, for any implementation that is reentrant.
@SuppressWarnings("LockNotBeforeTry") // that is what is looked at here
public abstract class LockContract {
    private Lock lock;
    private int count;

    protected abstract Lock create();

    /// How often a thread comes where many do; fewer where each time is a message.
    protected int rounds() {
        return 20_000;
    }

    @BeforeEach
    final void createOne() {
        lock = create();
    }

    @AfterEach
    final void closeOne() throws Exception {
        if (lock instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private static <T> T elsewhere(Threads.Attempt<T> work) throws Exception {
        return inThread(work).get(30, TimeUnit.SECONDS);
    }

    private boolean unlocked() {
        lock.unlock();
        return true;
    }

    private void requireFree() throws Exception {
        assertThat(elsewhere(() -> lock.tryLock() && unlocked())).as("free").isTrue();
    }

    // SYN-05
    @Test
    void lockIsTakenAsOftenAsItIsGivenUp() throws Exception {
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.lockInterruptibly();
        assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 3; i++) {
            lock.unlock();
            assertThat(elsewhere(() -> lock.tryLock())).isFalse();
        }
        lock.unlock();
        assertThat(elsewhere(() -> lock.tryLock(1, TimeUnit.SECONDS) && unlocked())).isTrue();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void onlyTheHolderGivesItUp() throws Exception {
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        assertThatThrownBy(() -> elsewhere(() -> unlocked()))
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThat(elsewhere(() -> lock.tryLock())).isFalse();
        lock.unlock();
    }

    // X-SYN-02
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void tinyTimeoutIsOneTry(long nanos) throws Exception {
        assertThat(lock.tryLock(nanos, TimeUnit.NANOSECONDS)).isTrue();
        assertThat(elsewhere(() -> lock.tryLock(nanos, TimeUnit.NANOSECONDS))).isFalse();
        lock.unlock();
        requireFree();
    }

    // X-SYN-02
    @Test
    void hugeTimeoutIsForEver() throws Exception {
        lock.lock();
        var waiter = inThread(() -> lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS) && unlocked());
        Threads.requireUndone(waiter);
        lock.unlock();
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void timedTryIsNotEarly() throws Exception {
        lock.lock();
        long begin = System.nanoTime();
        assertThat(elsewhere(() -> lock.tryLock(200, TimeUnit.MILLISECONDS))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        lock.unlock();
        requireFree();
    }

    // X-SYN-03
    @Test
    void interruptEndsTheWaitAndTakesNothing() throws Exception {
        lock.lock();
        requireInterruptible(
                () -> {
                    lock.lockInterruptibly();
                    return true;
                });
        requireInterruptible(() -> lock.tryLock(1, TimeUnit.DAYS));
        lock.unlock();
        requireFree();
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

    // X-SYN-03
    @Test
    void interruptBeforeCountsWherePatienceIsAskedForAndOnlyThere() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS))
                .isInstanceOf(InterruptedException.class);
        requireFree();
        Thread.currentThread().interrupt();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        lock.unlock();
        assertThat(Thread.interrupted()).as("stays pending").isTrue();
        requireFree();
    }

    @Test
    void lockWaitsThroughInterruptsAndKeepsThem() throws Exception {
        lock.lock();
        var thread = new CompletableFuture<Thread>();
        var waiter =
                inThread(
                        () -> {
                            thread.complete(Thread.currentThread());
                            lock.lock();
                            lock.unlock();
                            return Thread.interrupted();
                        });
        Threads.requireUndone(waiter);
        thread.get().interrupt();
        Threads.requireUndone(waiter);
        lock.unlock();
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
        requireFree();
    }

    @Test
    void nobodyIsInsideBesideTheHolder() throws Exception {
        Threads.Attempt<Boolean> visits =
                () -> {
                    for (int i = 0; i < rounds(); i++) {
                        lock.lock();
                        count++;
                        lock.unlock();
                    }
                    return true;
                };
        for (var visitor : List.of(inThread(visits), inThread(visits), inVirtual(visits))) {
            assertThat(visitor.get(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(count).isEqualTo(3 * rounds());
        requireFree();
    }

    @Test
    void takersThatGiveUpLeaveTheLockToTheOthers() throws Exception {
        for (int round = 0; round < 30; round++) {
            lock.lock();
            var thread = new CompletableFuture<Thread>();
            var interrupted =
                    inThread(
                            () -> {
                                thread.complete(Thread.currentThread());
                                return takesUninterrupted();
                            });
            var patience = 50L * round;
            var late = inThread(() -> lock.tryLock(patience, TimeUnit.MICROSECONDS) && unlocked());
            var patient = inThread(() -> lock.tryLock(20, TimeUnit.SECONDS) && unlocked());
            var waiting = thread.get();
            Thread.startVirtualThread(waiting::interrupt);
            lock.unlock();

            assertThat(patient.get(30, TimeUnit.SECONDS)).as("in round %d", round).isTrue();
            interrupted.get(30, TimeUnit.SECONDS);
            late.get(30, TimeUnit.SECONDS);
            requireFree();
        }
    }

    private boolean takesUninterrupted() {
        try {
            lock.lockInterruptibly();
            return unlocked();
        } catch (InterruptedException e) {
            return false;
        }
    }
}
