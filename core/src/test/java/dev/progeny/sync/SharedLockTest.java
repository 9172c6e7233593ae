package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A lock among the threads of one process.
@SuppressWarnings("LockNotBeforeTry") // what is tested
class SharedLockTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SharedLock lock = SharedLock.create();

    @AfterEach
    void closeLock() {
        lock.close();
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
    void nobodyIsInsideTogether() throws Exception {
        int[] plain = {0};
        int rounds = 20_000;
        Threads.Attempt<Boolean> task =
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        lock.lock();
                        plain[0]++;
                        lock.unlock();
                    }
                    return true;
                };
        var others = new CompletableFuture<?>[] {inThread(task), inThread(task), inVirtual(task)};

        CompletableFuture.allOf(others).get(60, TimeUnit.SECONDS);

        assertThat(plain[0]).isEqualTo(3 * rounds);
        assertThat(lock.holder()).isEmpty();
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
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void tinyTimeoutIsOneTry(long nanos) throws Exception {
        assertThat(lock.tryLock(nanos, TimeUnit.NANOSECONDS)).isTrue();

        assertThat(inThread(() -> lock.tryLock(nanos, TimeUnit.NANOSECONDS)).get()).isFalse();
        assertThat(inThread(() -> lock.tryLock(Duration.ofNanos(nanos))).get()).isFalse();
    }

    // X-SYN-02
    @Test
    void hugeTimeoutIsForEver() throws Exception {
        lock.lock();
        var days = inThread(() -> lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS));
        awaitWaiter();
        lock.unlock();
        assertThat(days.get(20, TimeUnit.SECONDS)).isTrue();

        var forEver = inThread(() -> lock.tryLock(ChronoUnit.FOREVER.getDuration()));
        assertThatThrownBy(() -> forEver.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        lock.close();
        assertThatThrownBy(() -> forEver.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    // X-SYN-03
    @Test
    void interruptEndsAWaitAndTakesNothing() throws Exception {
        lock.lock();
        var thread = new CompletableFuture<Thread>();
        var waiter =
                inThread(
                        () -> {
                            thread.complete(Thread.currentThread());
                            lock.lockInterruptibly();
                            return true;
                        });
        awaitWaiter();

        thread.get().interrupt();

        assertThatThrownBy(() -> waiter.get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        lock.unlock();
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void interruptBeforeCountsToo() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lock.tryLock(SOON)).isInstanceOf(InterruptedException.class);
        assertThat(lock.holder()).isEmpty();
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
        awaitWaiter();
        thread.get().interrupt();
        lock.unlock();

        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
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
