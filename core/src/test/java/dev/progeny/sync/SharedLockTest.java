package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

/// A lock among the threads of one process.
@SuppressWarnings("LockNotBeforeTry") // what is tested
class SharedLockTest extends LockContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SharedLock lock = SharedLock.create();

    @AfterEach
    void closeLock() {
        lock.close();
    }

    @Override
    protected Lock create() {
        return SharedLock.create();
    }

    // SYN-02
    @Test
    void plainLockIsTakenOnce() {
        try (var plain = SharedLock.create(Reentrancy.NONE)) {
            assertThat(plain.tryLock()).isTrue();
            assertThat(plain.holder()).isPresent();
            assertThat(plain.tryLock()).isFalse();
            plain.unlock();
            assertThat(plain.holder()).isEmpty();
            assertThatThrownBy(plain::unlock).isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @Test
    void plainLockRefusesToLetItsHolderWaitForItself() throws Exception {
        try (var plain = SharedLock.create(Reentrancy.NONE)) {
            plain.lock();

            assertThatThrownBy(plain::lock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("SharedLock.create()");
            assertThat(plain.tryLock(Duration.ofMillis(5))).isFalse();
            plain.unlock();
            assertThat(plain.tryLock()).isTrue();
        }
    }

    // SYN-04, SYN-05
    @Test
    void reentrantLockIsGivenUpAsOftenAsItWasTaken() throws Exception {
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(Duration.ZERO)).isTrue();
        assertThat(lock).asString().contains("pid " + ProcessHandle.current().pid(), "3 times");

        lock.unlock();
        lock.unlock();
        assertThat(lock.holder()).isPresent();
        lock.unlock();

        assertThat(lock.holder()).isEmpty();
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("free");
    }

    // SYN-06, SYN-07
    @ParameterizedTest
    @EnumSource
    void scopeGivesTheLockUpAtItsEnd(Reentrancy reentrancy) throws Exception {
        try (var some = SharedLock.create(reentrancy)) {
            try (var _ = some.hold()) {
                assertThat(some.holder()).isPresent();
            }
            assertThat(some.holder()).isEmpty();
        }
    }

    // SYN-01
    @Test
    void textSaysWhoHoldsIt() throws Exception {
        assertThat(lock).hasToString("SharedLock[free]");
        long pid = ProcessHandle.current().pid();

        lock.lock();

        long thread = Thread.currentThread().threadId();
        assertThat(lock).hasToString("SharedLock[held by pid " + pid + ", thread " + thread + "]");
        assertThat(lock.holder()).contains(new SharedLock.Holder(pid, thread));
        lock.unlock();
    }

    @Test
    void otherThreadsAreKeptOutAndMayNotGiveItUp() throws Exception {
        lock.lock();

        assertThat(inThread(lock::tryLock).get()).isFalse();
        assertThat(inThread(() -> lock.tryLock(Duration.ofMillis(5))).get()).isFalse();
        assertThat(inThread(() -> failureOf(lock::unlock)).get())
                .isInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        assertThat(inThread(() -> lock.tryLock(SOON)).get()).isTrue();
    }

    @Test
    void waiterIsLetInThoughOthersAlwaysComeFirst() throws Exception {
        var isOver = new AtomicBoolean();
        var rounds = new AtomicInteger();
        Threads.Attempt<Boolean> hog =
                () -> {
                    while (!isOver.get()) {
                        lock.lock();
                        rounds.incrementAndGet();
                        Thread.onSpinWait();
                        lock.unlock();
                    }
                    return true;
                };
        var hogs = new CompletableFuture<?>[] {inThread(hog), inThread(hog)};
        Awaitility.await().atMost(SOON).until(() -> rounds.get() > 1_000);
        try {
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                assertThat(lock.tryLock(SOON)).isTrue();
                lock.unlock();
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(1));
            }
        } finally {
            isOver.set(true);
        }
        CompletableFuture.allOf(hogs).get(60, TimeUnit.SECONDS);
    }

    // X-SYN-02
    @Test
    void closeEndsEvenAWaitForEver() throws Exception {
        lock.lock();
        var forEver = inThread(() -> lock.tryLock(ChronoUnit.FOREVER.getDuration()));
        Threads.requireUndone(forEver);
        lock.close();
        assertThatThrownBy(() -> forEver.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeEndsTheWaitsOfItsObjectAlone() throws Exception {
        var copy = Travel.of(lock);
        copy.lock();
        var waiter = inThread(() -> lock.tryLock(SOON));
        awaitWaiter();

        lock.close();

        assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lock::lock).isInstanceOf(IllegalStateException.class);
        assertThat(lock).hasToString("SharedLock[closed]");
        copy.unlock();
        assertThat(copy.tryLock()).isTrue();
        copy.unlock();
        copy.close();
    }

    @Test
    void objectsForOneLockAreOneLock() {
        try (var copy = Travel.of(lock)) {
            assertThat(lock.isOwner()).isTrue();
            assertThat(copy.isOwner()).isFalse();
            lock.lock();
            assertThat(copy.tryLock()).as("reentrant through another object").isTrue();
            assertThat(copy).asString().contains("2 times");
            lock.unlock();
            copy.unlock();
            assertThat(copy.holder()).isEmpty();
        }
    }

    private void awaitWaiter() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(SOON)
                .until(() -> lock.hasWaiters());
    }

    private static Throwable failureOf(Runnable action) {
        try {
            action.run();
            throw new AssertionError("no failure");
        } catch (RuntimeException e) {
            return e;
        }
    }
}
