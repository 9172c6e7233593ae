package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;
import static dev.progeny.sync.Threads.until;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// Waiting for changes, among threads and processes.
@ExtendWith(NothingLeft.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what is tested
class SharedConditionTest extends ConditionContract {
    private final SharedLock lock = SharedLock.create();
    private final SharedCondition condition = lock.newCondition();

    @AfterEach
    void closeAll() {
        condition.close();
        lock.close();
    }

    @Override
    protected Lock create() {
        return SharedLock.create();
    }

    // SYN-12, X-SYN-02
    @Test
    void waitThatTimesOutLeavesNoWaiter() throws Exception {
        lock.lock();
        lock.lock();
        assertThat(condition.await(Duration.ofMillis(20))).isFalse();
        assertThat(condition.await(Duration.ofSeconds(-1))).isFalse();
        assertThat(lock).as("as often as before").asString().contains("2 times");
        assertThat(condition).asString().contains("waiters=0");
        lock.unlock();
        lock.unlock();
    }

    // SYN-10
    @Test
    @Tag("process")
    void signalWakesOneOfAProcessAndAThread() throws Exception {
        try (var woken = SharedSemaphore.create(0);
                var child = childWaiter(woken)) {
            awaitWaiters(1);
            var thread = inThread(() -> awaitSignal(lock, condition, woken));
            awaitWaiters(2);

            signal(1);
            assertThat(woken.tryAcquire(Threads.SOON)).isTrue();
            assertThat(woken.tryAcquire(Duration.ofMillis(60))).as("only one").isFalse();
            assertThat(child.result().get(20, TimeUnit.SECONDS)).as("the oldest").isTrue();
            signal(1);

            assertThat(woken.tryAcquire(Threads.SOON)).isTrue();
            assertThat(thread.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(condition).asString().contains("waiters=0");
        }
    }

    // SYN-11
    @Test
    @Tag("process")
    void signalAllWakesAll() throws Exception {
        try (var woken = SharedSemaphore.create(0);
                var first = childThatIsLateFirst(woken);
                var second = childThatIsLateFirst(woken);
                var third = childThatIsLateFirst(woken)) {
            var threads = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < 3; i++) {
                threads.add(inVirtual(() -> awaitSecondSignal(lock, condition, woken)));
            }
            for (int i = 0; i < 6; i++) {
                assertThat(woken.tryAcquire(Threads.SOON)).as("late").isTrue();
            }
            awaitWaiters(6);
            assertThat(woken.availablePermits()).isZero();

            lock.lock();
            condition.signalAll();
            lock.unlock();

            for (int i = 0; i < 6; i++) {
                assertThat(woken.tryAcquire(Threads.SOON)).isTrue();
            }
            assertThat(woken.tryAcquire()).as("no permit is left over").isFalse();
            for (var thread : threads) {
                assertThat(thread.get(20, TimeUnit.SECONDS)).isTrue();
            }
            for (var child : List.of(first, second, third)) {
                assertThat(child.result().get(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    // SYN-13
    @Test
    @Tag("process")
    void waitForAPredicateEndsWhenAnotherProcessMakesItHold() throws Exception {
        try (var value = SharedSemaphore.create(0)) {
            var sharedLock = lock;
            var changed = condition;
            try (var child =
                    ChildProcess.start(
                            () -> {
                                try (var _ = sharedLock.hold()) {
                                    while (value.availablePermits() != 4) {
                                        changed.await();
                                    }
                                }
                            })) {
                for (int i = 0; i < 4; i++) {
                    try (var _ = lock.hold()) {
                        value.release();
                        condition.signal();
                    }
                }
                assertThat(child.join(Threads.SOON).orElseThrow().isSuccess()).isTrue();
            }
        }
    }

    @Test
    void signalledWaiterThatIsInterruptedLaterKeepsBoth() throws Exception {
        var thread = new CompletableFuture<Thread>();
        var waiter =
                inThread(
                        () -> {
                            thread.complete(Thread.currentThread());
                            lock.lock();
                            condition.await();
                            lock.unlock();
                            return Thread.interrupted();
                        });
        awaitWaiters(1);
        lock.lock();
        condition.signal();
        thread.get().interrupt();
        lock.unlock();

        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
    }

    // pain 2
    @Test
    @Tag("process")
    @Tag("crash")
    void signalOfAKilledWaiterGoesOnToTheNext() throws Exception {
        try (var woken = SharedSemaphore.create(0);
                var child = childWaiter(woken)) {
            awaitWaiters(1);
            var other = inThread(() -> awaitOnce(20_000));
            awaitWaiters(2);
            lock.lock();
            condition.signal(); // the child's, which cannot take it without the lock
            child.kill();
            child.join();
            lock.unlock();

            assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(condition).asString().contains("waiters=0");
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void waiterIsToldThatTheHolderDied() throws Exception {
        var sharedLock = lock;
        var changed = condition;
        var waiter = inThread(() -> awaitOnce(20_000));
        awaitWaiters(1);
        try (var child =
                ChildProcess.start(
                        () -> {
                            sharedLock.lock();
                            changed.signal();
                            Runtime.getRuntime().halt(7);
                        })) {
            child.join();
        }

        assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AbandonedLockException.class);
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        lock.recover();
        assertThat(condition).asString().contains("waiters=0");
        lock.unlock();
    }

    @Test
    void closeEndsWaitsAndTheirThreadsHaveTheLock() throws Exception {
        var waiter = inThread(() -> awaitOnce(20_000));
        awaitWaiters(1);

        condition.close();

        assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(lock.tryLock()).as("given up in order").isTrue();
        lock.unlock();
    }

    private ChildProcess<Boolean> childWaiter(SharedSemaphore woken) {
        var sharedLock = lock;
        var changed = condition;
        return ChildProcess.start(() -> awaitSignal(sharedLock, changed, woken));
    }

    private ChildProcess<Boolean> childThatIsLateFirst(SharedSemaphore woken) {
        var sharedLock = lock;
        var changed = condition;
        return ChildProcess.start(() -> awaitSecondSignal(sharedLock, changed, woken));
    }

    /// The first one does not come in time.
    private static boolean awaitSecondSignal(
            SharedLock lock, SharedCondition condition, SharedSemaphore woken) throws Exception {
        try (var _ = lock.hold()) {
            if (condition.await(Duration.ofMillis(100))) {
                throw new AssertionError("a signal that nobody gave");
            }
        }
        woken.release();
        return awaitSignal(lock, condition, woken);
    }

    private static boolean awaitSignal(
            SharedLock lock, SharedCondition condition, SharedSemaphore woken) throws Exception {
        try (var _ = lock.hold()) {
            boolean isSignalled = condition.await(Duration.ofSeconds(30));
            woken.release();
            return isSignalled;
        }
    }

    private boolean awaitOnce(long millis) throws InterruptedException {
        lock.lock();
        try {
            return condition.await(Duration.ofMillis(millis));
        } finally {
            lock.unlock();
        }
    }

    private boolean signal(int times) {
        lock.lock();
        for (int i = 0; i < times; i++) {
            condition.signal();
        }
        lock.unlock();
        return true;
    }

    private void awaitWaiters(int count) {
        until(() -> condition.toString().contains("waiters=" + count + ","));
    }
}
