package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Many more virtual threads wait than there are carriers, and the carriers are free for others
/// meanwhile.
@ExtendWith(NothingLeft.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what is tested
class VirtualThreadsTest {
    private static final int WAITERS = 16 * Runtime.getRuntime().availableProcessors();

    private final AtomicInteger coming = new AtomicInteger();

    @Test
    void waitingForALockHoldsNoCarrier() throws Exception {
        try (var lock = SharedLock.create()) {
            lock.lock();
            var waiters =
                    start(
                            () -> {
                                lock.lock();
                                lock.unlock();
                                return true;
                            });
            requireCarriers();
            lock.unlock();
            requireAll(waiters);
        }
    }

    @Test
    void waitingForASignalHoldsNoCarrier() throws Exception {
        try (var lock = SharedLock.create();
                var condition = lock.newCondition()) {
            var waiters =
                    start(
                            () -> {
                                try (var _ = lock.hold()) {
                                    return condition.await(Threads.SOON);
                                }
                            });
            Threads.until(() -> condition.toString().contains("waiters=" + WAITERS + ","));
            requireCarriers();
            lock.lock();
            condition.signalAll();
            lock.unlock();
            requireAll(waiters);
        }
    }

    @Test
    void waitingForAPermitHoldsNoCarrier() throws Exception {
        try (var semaphore = SharedSemaphore.create(0)) {
            var waiters = start(() -> semaphore.tryAcquire(Threads.SOON));
            requireCarriers();
            for (int i = 0; i < WAITERS; i++) {
                semaphore.release();
            }
            requireAll(waiters);
        }
    }

    @Test
    void waitingForAnEventHoldsNoCarrier() throws Exception {
        try (var event = SharedEvent.create()) {
            var waiters = start(() -> event.await(Threads.SOON));
            requireCarriers();
            event.set();
            requireAll(waiters);
        }
    }

    @Test
    void waitingAtABarrierHoldsNoCarrier() throws Exception {
        try (var barrier = SharedBarrier.create(WAITERS + 1)) {
            var waiters = start(() -> barrier.await(Threads.SOON) > 0);
            requireCarriers();
            barrier.await(Threads.SOON);
            requireAll(waiters);
        }
    }

    private List<CompletableFuture<Boolean>> start(Threads.Attempt<Boolean> wait) {
        var waiters = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < WAITERS; i++) {
            waiters.add(
                    Threads.inVirtual(
                            () -> {
                                coming.incrementAndGet();
                                return wait.make();
                            }));
        }
        Threads.until(() -> coming.get() == WAITERS);
        return waiters;
    }

    /// A slice of a wait that held its carrier would be 50 ms, and each waiter has one before a new
    /// thread gets its turn.
    private static void requireCarriers() throws Exception {
        var times = new ArrayList<Duration>();
        for (int i = 0; i < 15; i++) {
            long begin = System.nanoTime();
            assertThat(Threads.inVirtual(() -> true).get(20, TimeUnit.SECONDS)).isTrue();
            times.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        times.sort(null);
        assertThat(times.get(times.size() / 2)).isLessThan(Duration.ofMillis(50));
    }

    private static void requireAll(List<CompletableFuture<Boolean>> waiters) throws Exception {
        for (var waiter : waiters) {
            assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
