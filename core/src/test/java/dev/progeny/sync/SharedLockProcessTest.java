package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A lock among processes, some of which die.
@Tag("process")
@ExtendWith(NothingLeft.class)
@SuppressWarnings("LockNotBeforeTry") // what is tested
class SharedLockProcessTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SharedLock lock = SharedLock.create();

    @AfterEach
    void closeLock() {
        lock.close();
    }

    // SYN-03, SYN-01
    @Test
    void lockTakenInAChildIsTakenHere() throws Exception {
        var shared = lock;
        try (var child = ChildProcess.start(() -> holdForEver(shared))) {
            awaitHolder(child.pid());

            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.tryLock(Duration.ofMillis(60))).isFalse();
            assertThat(lock).asString().contains("held by pid " + child.pid());
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            child.kill();
        }
    }

    @Test
    void processesTakeTurns() throws Exception {
        var shared = lock;
        lock.lock();
        try (var child =
                ChildProcess.start(
                        () -> {
                            try (var _ = shared.hold()) {
                                return shared.holder().orElseThrow().pid();
                            }
                        })) {
            Awaitility.await().atMost(SOON).until(lock::hasWaiters);
            lock.unlock();

            assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo(child.pid());
            lock.lock();
            lock.unlock();
        }
    }

    @Test
    void everyWaiterGetsInThoughOtherProcessesTakeItAllTheTime() throws Exception {
        var shared = lock;
        try (var first = ChildProcess.start(() -> takeForEver(shared));
                var second = ChildProcess.start(() -> takeForEver(shared))) {
            awaitHolder(first.pid());
            awaitHolder(second.pid());

            var waiters =
                    List.of(
                            Threads.inThread(this::longestOfTwentyWaits),
                            Threads.inThread(this::longestOfTwentyWaits),
                            Threads.inVirtual(this::longestOfTwentyWaits));

            for (var waiter : waiters) {
                assertThat(waiter.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(1));
            }
            first.kill();
            second.kill();
        }
    }

    private static void takeForEver(SharedLock lock) {
        while (true) {
            lock.lock();
            lock.unlock();
        }
    }

    private Duration longestOfTwentyWaits() {
        var longest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            lock.lock();
            lock.unlock();
            var wait = Duration.ofNanos(System.nanoTime() - begin);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        return longest;
    }

    // X-SYN-01
    @Test
    @Tag("crash")
    void killedHolderLeavesLockAbandoned() throws Exception {
        killAHolder();

        assertThatThrownBy(lock::tryLock)
                .isInstanceOf(AbandonedLockException.class)
                .hasMessageContaining("recover()");
        assertThat(lock.holder()).map(SharedLock.Holder::pid).contains(ownPid());
        lock.recover();

        assertThat(lock.holder()).map(SharedLock.Holder::pid).contains(ownPid());
        lock.unlock();
        assertThat(lock).hasToString("SharedLock[free]");
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    // X-SYN-01
    @Test
    @Tag("crash")
    void waiterLearnsOfTheDeathWithin100Milliseconds() throws Exception {
        Threads.requireWithin(
                Duration.ofMillis(100), SharedLockProcessTest::fromTheDeathOfAHolderToTheNews);
    }

    private static Duration fromTheDeathOfAHolderToTheNews() throws Exception {
        try (var shared = SharedLock.create();
                var child = ChildProcess.start(() -> holdForEver(shared))) {
            awaitHolder(shared, child.pid());
            var learnt = Threads.inThread(() -> whenAbandoned(shared));
            Awaitility.await().atMost(SOON).until(shared::hasWaiters);

            long killed = System.nanoTime();
            child.kill();

            return Duration.ofNanos(learnt.get(30, TimeUnit.SECONDS) - killed);
        }
    }

    @Test
    @Tag("crash")
    void unlockWithoutRecoverLeavesTheRepairToTheNextOne() throws Exception {
        killAHolder();

        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        lock.unlock();

        assertThat(lock).hasToString("SharedLock[abandoned]");
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        lock.recover();
        lock.unlock();
    }

    @Test
    @Tag("crash")
    void oneThatWasToldAndDoesNothingLosesTheRepair() throws Exception {
        killAHolder();
        var told = new CompletableFuture<Long>();
        Thread.ofPlatform().start(() -> told.complete(whenAbandoned(lock)));
        told.get(30, TimeUnit.SECONDS);

        assertThat(lock.tryLock()).as("somebody else is to repair").isFalse();
        long begin = System.nanoTime();
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(1));
        lock.recover();
        lock.unlock();
    }

    @Test
    @Tag("crash")
    void lockOfOneThatDiesWhileItRepairsIsAbandonedAgain() throws Exception {
        killAHolder();
        var shared = lock;
        try (var repairer = ChildProcess.start(() -> recoverAndSleep(shared))) {
            awaitHolder(repairer.pid());
            repairer.kill();
            repairer.join();
        }

        assertThatThrownBy(lock::tryLock).isInstanceOf(AbandonedLockException.class);
        lock.recover();
        lock.unlock();
    }

    private void killAHolder() throws InterruptedException {
        var shared = lock;
        try (var child = ChildProcess.start(() -> holdForEver(shared))) {
            awaitHolder(child.pid());
            child.kill();
            child.join();
        }
    }

    private void awaitHolder(long pid) {
        awaitHolder(lock, pid);
    }

    private static void awaitHolder(SharedLock lock, long pid) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(SOON)
                .until(() -> lock.holder().filter(holder -> holder.pid() == pid).isPresent());
    }

    private static void holdForEver(SharedLock lock) {
        lock.lock();
        sleep();
    }

    private static void recoverAndSleep(SharedLock lock) {
        try {
            lock.lock();
        } catch (AbandonedLockException e) {
            lock.recover();
            sleep();
        }
    }

    private static void sleep() {
        while (true) {
            LockSupport.park();
        }
    }

    private static long whenAbandoned(SharedLock lock) {
        try {
            lock.lock();
            throw new AssertionError("not told of the death");
        } catch (AbandonedLockException e) {
            return System.nanoTime();
        }
    }

    private static long ownPid() {
        return ProcessHandle.current().pid();
    }
}
