package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;
import static dev.progeny.sync.Threads.until;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// What [Condition] promises, and that the one who waited longest is woken first, for conditions of
/// a lock that is reentrant.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // what is tested
public abstract class ConditionContract {
    /// Longer than a managed object waits for the last word on a call that is interrupted.
    private static final Duration LONG = Duration.ofMillis(1_300);

    private Lock lock;
    private Condition condition;

    /// How many have come to wait; guarded by the lock.
    private int come;

    /// What the predicate is about; guarded by the lock.
    private int value;

    protected abstract Lock create();

    @BeforeEach
    final void createBoth() {
        lock = create();
        condition = lock.newCondition();
    }

    @AfterEach
    final void closeBoth() throws Exception {
        if (condition instanceof AutoCloseable closeable) {
            closeable.close();
        }
        if (lock instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /// A wait with the lock held, in a thread of its own.
    private final class Waiter {
        final CompletableFuture<Thread> thread = new CompletableFuture<>();
        final CompletableFuture<Boolean> end;

        /// Comes, and waits for it to wait.
        Waiter(Threads.Attempt<Boolean> wait) throws Exception {
            int before = come();
            Threads.Attempt<Boolean> visit =
                    () -> {
                        lock.lock();
                        try {
                            come++;
                            thread.complete(Thread.currentThread());
                            return wait.make();
                        } finally {
                            lock.unlock(); // fails if the wait did not take the lock again
                        }
                    };
            end = before % 2 == 0 ? inThread(visit) : inVirtual(visit);
            // who counted has the lock until it waits
            until(() -> come() == before + 1);
        }

        boolean get() throws Exception {
            return end.get(20, TimeUnit.SECONDS);
        }

        void interrupt() throws Exception {
            thread.get().interrupt();
        }

        void requireInterrupted() {
            assertThatThrownBy(() -> end.get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
        }

        boolean isSignalled() throws Exception {
            try {
                return get();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(InterruptedException.class);
                return false;
            }
        }
    }

    private int come() {
        lock.lock();
        try {
            return come;
        } finally {
            lock.unlock();
        }
    }

    private Waiter waiter() throws Exception {
        return new Waiter(
                () -> {
                    condition.await();
                    return true;
                });
    }

    private List<Waiter> waiters(int count) throws Exception {
        var waiters = new ArrayList<Waiter>();
        for (int i = 0; i < count; i++) {
            waiters.add(waiter());
        }
        return waiters;
    }

    private void withLock(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void allNeedTheLock() throws Exception {
        requireRefused();
        lock.lock();
        var other = inThread(this::requireRefused);
        assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        lock.unlock();
    }

    private boolean requireRefused() {
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::awaitUninterruptibly)
                .isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> condition.await(0, TimeUnit.SECONDS))
                .isInstanceOf(IllegalMonitorStateException.class);
        return true;
    }

    // SYN-12, X-SYN-02
    @Test
    void waitTimesOutWithTheLockHeldAsOftenAsBefore() throws Exception {
        lock.lock();
        lock.lock();
        assertThat(condition.await(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.await(1, TimeUnit.NANOSECONDS)).isFalse();
        assertThat(condition.await(-1, TimeUnit.DAYS)).isFalse();
        assertThat(condition.awaitNanos(1_000)).isLessThanOrEqualTo(0);
        assertThat(condition.awaitNanos(Long.MIN_VALUE)).isLessThanOrEqualTo(0);
        assertThat(condition.awaitUntil(new Date(0))).isFalse();
        assertThat(inThread(lock::tryLock).get(20, TimeUnit.SECONDS)).isFalse();
        lock.unlock();
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    // SYN-12
    @Test
    void waitWithATimeoutEndsAfterIt() throws Exception {
        long begin = System.nanoTime();
        lock.lock();
        assertThat(condition.await(80, TimeUnit.MILLISECONDS)).isFalse();
        lock.unlock();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    // X-SYN-02
    @Test
    void signalledWaitSaysSoHoweverLongItWouldHaveBeen() throws Exception {
        long hour = TimeUnit.HOURS.toNanos(1);
        var end = Date.from(Instant.now().plusSeconds(3_600));
        var waiters =
                List.of(
                        new Waiter(() -> condition.await(Long.MAX_VALUE, TimeUnit.DAYS)),
                        new Waiter(() -> condition.awaitUntil(end)),
                        new Waiter(() -> condition.awaitUntil(new Date(Long.MAX_VALUE))),
                        new Waiter(() -> isWithin(condition.awaitNanos(hour), hour)),
                        new Waiter(() -> condition.awaitNanos(Long.MAX_VALUE) > 0));
        for (var waiter : waiters) {
            Threads.requireUndone(waiter.end);
        }
        withLock(condition::signalAll);
        for (var waiter : waiters) {
            assertThat(waiter.get()).isTrue();
        }
    }

    private static boolean isWithin(long left, long timeout) {
        return left > 0 && left <= timeout;
    }

    @Test
    void lockIsFreeDuringTheWaitAndHeldAsOftenAgainAfterIt() throws Exception {
        var waiter =
                new Waiter(
                        () -> {
                            lock.lock();
                            lock.lock();
                            condition.await();
                            lock.unlock();
                            lock.unlock();
                            return !inThread(lock::tryLock).get(20, TimeUnit.SECONDS);
                        });
        withLock(condition::signal);
        assertThat(waiter.get()).as("kept out still").isTrue();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    // SYN-10
    @Test
    void oldestWaiterIsWokenFirstAndAlone() throws Exception {
        var order = new ArrayList<Integer>();
        var waiters = new ArrayList<Waiter>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            waiters.add(
                    new Waiter(
                            () -> {
                                condition.await();
                                return order.add(number);
                            }));
        }
        for (int i = 0; i < 4; i++) {
            withLock(condition::signal);
            assertThat(waiters.get(i).get()).isTrue();
        }
        assertThat(order).containsExactly(0, 1, 2, 3);
    }

    // SYN-10
    @Test
    void eachSignalWakesOne() throws Exception {
        var waiters = waiters(5);
        withLock(
                () -> {
                    condition.signal();
                    condition.signal();
                });
        assertThat(waiters.get(0).get()).isTrue();
        assertThat(waiters.get(1).get()).isTrue();
        for (var other : waiters.subList(2, 5)) {
            Threads.requireUndone(other.end);
        }
        withLock(condition::signalAll);
        for (var waiter : waiters) {
            assertThat(waiter.get()).isTrue();
        }
    }

    // SYN-11
    @Test
    void signalAllWakesAllWhoWaitAndIsForgottenThen() throws Exception {
        withLock(
                () -> {
                    condition.signal(); // nobody's
                    condition.signalAll();
                });
        var waiters = waiters(6);
        Threads.requireUndone(waiters.getFirst().end);
        withLock(condition::signalAll);
        for (var waiter : waiters) {
            assertThat(waiter.get()).isTrue();
        }
        lock.lock();
        assertThat(condition.await(20, TimeUnit.MILLISECONDS)).as("none is left over").isFalse();
        lock.unlock();
    }

    // SYN-11
    @Test
    void whoWasLateTakesNoSignalOfTheOthers() throws Exception {
        var late = new Waiter(() -> condition.await(30, TimeUnit.MILLISECONDS));
        var other = waiter();
        assertThat(late.get()).isFalse();
        withLock(condition::signal);
        assertThat(other.get()).isTrue();
    }

    // SYN-13
    @Test
    void waitForAPredicateEndsWhenItHolds() throws Exception {
        var waiter =
                new Waiter(
                        () -> {
                            while (value != 4) {
                                condition.await();
                            }
                            return true;
                        });
        for (int i = 0; i < 4; i++) {
            Threads.requireUndone(waiter.end);
            withLock(
                    () -> {
                        value++;
                        condition.signal();
                    });
        }
        assertThat(waiter.get()).isTrue();
    }

    @Test
    void conditionsOfOneLockHaveTheirOwnWaiters() throws Exception {
        var second = lock.newCondition();
        try {
            var waiter = waiter();
            withLock(second::signalAll);
            Threads.requireUndone(waiter.end);
            var other = new Waiter(() -> second.await(20, TimeUnit.SECONDS));
            withLock(condition::signalAll);
            assertThat(waiter.get()).isTrue();
            Threads.requireUndone(other.end);
            withLock(second::signal);
            assertThat(other.get()).isTrue();
        } finally {
            if (second instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    // X-SYN-03
    @Test
    void interruptedWaiterHasTheLockAndHasTakenNoSignal() throws Exception {
        var interrupted = waiter();
        var late = new Waiter(() -> condition.await(1, TimeUnit.DAYS));
        var other = waiter();

        interrupted.interrupt();
        late.interrupt();

        interrupted.requireInterrupted();
        late.requireInterrupted();
        withLock(condition::signal);
        assertThat(other.get()).isTrue();
    }

    @Test
    void interruptBeforeTheWaitEndsItWithTheLockHeld() throws Exception {
        lock.lock();
        Thread.currentThread().interrupt();
        assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> condition.await(1, TimeUnit.DAYS))
                .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> condition.awaitNanos(Long.MAX_VALUE))
                .isInstanceOf(InterruptedException.class);
        assertThat(inThread(lock::tryLock).get(20, TimeUnit.SECONDS)).isFalse();
        lock.unlock();
    }

    @Test
    void interruptedWaiterComesBackWithTheLockHoweverLongThatTakes() throws Exception {
        var waiter = waiter();
        lock.lock();
        waiter.interrupt();
        assertThatThrownBy(() -> waiter.end.get(LONG.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        lock.unlock();
        waiter.requireInterrupted(); // and not refused as it unlocked
        assertThat(inThread(() -> lock.tryLock(20, TimeUnit.SECONDS)).get()).isTrue();
    }

    @Test
    void signalOfAnInterruptedWaiterIsItsOwnOrTheNextOnes() throws Exception {
        for (int round = 0; round < 30; round++) {
            var first = waiter();
            var second = waiter();
            var waiting = first.thread.get();
            if (round % 3 == 0) {
                waiting.interrupt();
            } else if (round % 3 == 1) {
                Thread.startVirtualThread(waiting::interrupt);
            }
            withLock(
                    () -> {
                        condition.signal();
                        waiting.interrupt();
                    });
            if (first.isSignalled()) {
                withLock(condition::signal);
            }
            assertThat(second.get()).as("in round %d", round).isTrue();
        }
    }

    @Test
    void waiterThatHeedsNoInterruptsWaitsOnAndKeepsThem() throws Exception {
        var waiter = uninterruptible();
        waiter.interrupt();
        Threads.requireUndone(waiter.end);
        withLock(condition::signal);
        assertThat(waiter.get()).as("stays pending").isTrue();
    }

    @Test
    void waiterThatHeedsNoInterruptsIsSignalledInTheMidstOfOne() throws Exception {
        var waiter = uninterruptible();
        lock.lock();
        waiter.interrupt();
        Threads.requireUndone(waiter.end);
        condition.signal();
        lock.unlock();
        assertThat(waiter.get()).as("stays pending").isTrue();
    }

    @Test
    void interruptsDoNotCostAWaiterThatHeedsNoneItsPlace() throws Exception {
        var oldest = uninterruptible();
        var other = waiter();
        oldest.interrupt();
        Threads.requireUndone(oldest.end);
        withLock(condition::signal);
        assertThat(oldest.get()).isTrue();
        Threads.requireUndone(other.end);
        withLock(condition::signal);
        assertThat(other.get()).isTrue();
    }

    private Waiter uninterruptible() throws Exception {
        return new Waiter(
                () -> {
                    condition.awaitUninterruptibly();
                    return Thread.interrupted();
                });
    }
}
