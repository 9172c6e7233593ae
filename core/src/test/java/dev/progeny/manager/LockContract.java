package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// What [Lock] and [Condition] promise, for any implementation that is reentrant.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // that is what is looked at here
abstract class LockContract {
    private boolean isReady;
    private int count;

    abstract Lock create();

    private static <T> T elsewhere(Callable<T> work) throws Exception {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                result.complete(work.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        });
        return result.get(30, TimeUnit.SECONDS);
    }

    @Test
    void lockIsTakenAsOftenAsItIsGivenUp() throws Exception {
        var lock = create();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        assertThat(elsewhere(() -> lock.tryLock())).isFalse();
        lock.unlock();
        assertThat(elsewhere(() -> lock.tryLock(1, TimeUnit.SECONDS) && unlocked(lock))).isTrue();
    }

    private static boolean unlocked(Lock lock) {
        lock.unlock();
        return true;
    }

    @Test
    void onlyTheHolderGivesItUp() throws Exception {
        var lock = create();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        assertThatThrownBy(() -> elsewhere(() -> unlocked(lock)))
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
    }

    @Test
    void timedTryIsNotEarly() throws Exception {
        var lock = create();
        lock.lock();
        long begin = System.nanoTime();
        assertThat(elsewhere(() -> lock.tryLock(200, TimeUnit.MILLISECONDS))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        lock.unlock();
    }

    @Test
    void interruptEndsTheWaitAndTakesNothing() throws Exception {
        var lock = create();
        lock.lock();
        var ended = new CompletableFuture<Throwable>();
        var waiter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        lock.lockInterruptibly();
                                        ended.complete(new AssertionError("taken"));
                                    } catch (Throwable e) {
                                        ended.complete(e);
                                    }
                                });
        waiter.interrupt();
        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        lock.unlock();
        assertThat(elsewhere(() -> lock.tryLock() && unlocked(lock))).isTrue();
    }

    @Test
    void nobodyIsInsideBesideTheHolder() throws Exception {
        var lock = create();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> countUnder(lock)));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(count).isEqualTo(4 * 100);
    }

    private void countUnder(Lock lock) {
        for (int i = 0; i < 100; i++) {
            lock.lock();
            try {
                count++;
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void signalWakesOneWhoWaitsAndTheLockIsHeldAgain() throws Exception {
        var lock = create();
        var ready = lock.newCondition();
        lock.lock();
        lock.lock();
        var setter = Thread.ofPlatform().start(() -> setAndSignal(lock, ready));
        while (!isReady) {
            ready.await();
        }
        assertThat(elsewhere(() -> lock.tryLock())).isFalse();
        lock.unlock();
        lock.unlock();
        setter.join();
    }

    private void setAndSignal(Lock lock, Condition ready) {
        lock.lock();
        try {
            isReady = true;
            ready.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void waitWithoutASignalEndsInTime() throws Exception {
        var lock = create();
        var never = lock.newCondition();
        assertThatThrownBy(never::await).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(never::signal).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(never.awaitNanos(1000)).isLessThanOrEqualTo(0);
        Thread.currentThread().interrupt();
        assertThatThrownBy(never::await).isInstanceOf(InterruptedException.class);
        lock.unlock();
    }
}
