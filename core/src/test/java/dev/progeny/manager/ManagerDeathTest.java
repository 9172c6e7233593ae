package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.process.ChildProcess;
import dev.progeny.sync.AbandonedLockException;
import dev.progeny.sync.SharedEvent;
import dev.progeny.task.RemoteCallable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What a death leaves, of a client at each step, and of the server.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // holders die here
class ManagerDeathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Manager manager;
    private ChildProcess<?> server;
    private final List<ChildProcess<?>> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        var before = ChildProcess.active();
        manager = Manager.start(o -> o.withLease(Duration.ofSeconds(2)));
        server =
                ChildProcess.active().stream()
                        .filter(child -> !before.contains(child))
                        .findAny()
                        .orElseThrow();
    }

    @AfterEach
    void close() {
        clients.forEach(ChildProcess::close);
        manager.close();
    }

    private <T> ChildProcess<T> client(RemoteCallable<T> task) {
        var child = ChildProcess.start(task);
        clients.add(child);
        return child;
    }

    private static <T> CompletableFuture<T> elsewhere(Callable<T> work) {
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
        return result;
    }

    /// One client that has all it can have, so that one JVM does: a lock, a permit, a place in a
    /// barrier, and a wait in each kind of wait.
    @Test
    void killedClientGivesBackWhatItHas() throws Exception {
        var lock = manager.lock();
        var other = manager.lock();
        var condition = other.newCondition();
        var semaphore = manager.boundedSemaphore(2);
        var barrier = manager.barrier(2);
        RemoteQueue<String> queue = manager.queue(1);
        var event = manager.event();
        int before = manager.size();
        var child =
                client(
                        () -> {
                            lock.lock();
                            semaphore.acquire();
                            Thread.ofPlatform().daemon().start(() -> waitIn(queue));
                            Thread.ofPlatform().daemon().start(() -> waitIn(barrier));
                            other.lock();
                            event.set();
                            condition.await();
                            return true;
                        });
        assertThat(event.await(PATIENCE))
                .as("ready, unless it failed: %s", child.result())
                .isTrue();
        other.lock(); // only possible once the child waits on the condition
        other.unlock();
        Awaitility.await().until(() -> barrier.numberWaiting() == 1);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        assertThat(lock.holder().orElseThrow().pid()).isEqualTo(child.pid());
        var waiting = elsewhere(() -> lock.tryLock(PATIENCE));

        child.kill();
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AbandonedLockException.class)
                .hasMessageContaining("pid " + child.pid());
        child.join();
        Awaitility.await().until(() -> semaphore.availablePermits() == 2);
        Awaitility.await().until(barrier::isBroken);
        queue.put("not for the dead");
        assertThat(queue.poll(Duration.ofMillis(50))).isEqualTo("not for the dead");
        other.lock();
        condition.signal();
        other.unlock();
        assertThat(manager.size()).isEqualTo(before);
    }

    private static void waitIn(RemoteQueue<String> queue) {
        try {
            queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void waitIn(RemoteBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoIsToldOfADeathRepairsOrTheNextOneIsTold() throws Exception {
        var lock = manager.lock();
        var child =
                client(
                        () -> {
                            lock.lock();
                            return Thread.currentThread().threadId();
                        });
        child.result().get();
        child.kill();
        child.join();
        assertThatThrownBy(() -> lock.tryLock(PATIENCE)).isInstanceOf(AbandonedLockException.class);
        lock.unlock(); // leaves the repair to the next
        assertThatThrownBy(() -> lock.tryLock(PATIENCE)).isInstanceOf(AbandonedLockException.class);
        lock.recover();
        lock.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    /// The signal's waiter cannot take it while this thread has the lock, and is dead by then.
    @Test
    void signalOfAKilledWaiterGoesOnToTheNext() throws Exception {
        var lock = manager.lock();
        var condition = lock.newCondition();
        var ready = manager.event();
        var permit = manager.semaphore(1);
        var child =
                client(
                        () -> {
                            permit.acquire();
                            return awaitOnce(condition, ready);
                        });
        assertThat(ready.await(PATIENCE)).isTrue();
        ready.clear();
        lock.lock(); // only possible once the child waits on the condition
        lock.unlock();
        var next = elsewhere(() -> awaitOnce(condition, ready));
        assertThat(ready.await(PATIENCE)).isTrue();
        lock.lock();
        condition.signal();
        child.kill();
        Awaitility.await().until(() -> permit.availablePermits() == 1); // the server knows
        lock.unlock();

        assertThat(next.get(30, TimeUnit.SECONDS)).isTrue();
    }

    /// Of two that waited, one is interrupted too. Each is told, since neither repairs.
    @Test
    void waiterIsToldThatTheHolderDied() throws Exception {
        var lock = manager.lock();
        var condition = lock.newCondition();
        var ready = manager.event();
        var thread = new CompletableFuture<Thread>();
        var interrupted =
                elsewhere(
                        () -> {
                            thread.complete(Thread.currentThread());
                            assertThatThrownBy(() -> awaitOnce(condition, ready))
                                    .isInstanceOf(AbandonedLockException.class);
                            return Thread.interrupted();
                        });
        assertThat(ready.await(PATIENCE)).isTrue();
        ready.clear();
        var signalled = elsewhere(() -> awaitOnce(condition, ready));
        assertThat(ready.await(PATIENCE)).isTrue();
        ready.clear();
        var child =
                client(
                        () -> {
                            lock.lock(); // only possible once both wait
                            condition.signalAll();
                            ready.set();
                            return true;
                        });
        assertThat(ready.await(PATIENCE)).isTrue();
        thread.get().interrupt();
        child.kill();

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).as("stays pending").isTrue();
        assertThatThrownBy(() -> signalled.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AbandonedLockException.class)
                .hasMessageContaining("pid " + child.pid());
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        lock.recover();
        lock.unlock();
    }

    private static boolean awaitOnce(RemoteCondition condition, RemoteEvent ready)
            throws InterruptedException {
        try (var _ = condition.lock().hold()) {
            ready.set();
            return condition.await(PATIENCE);
        }
    }

    @Test
    void objectsOfAKilledClientGoAfterTheirLease() throws Exception {
        RemoteMap<String, RemoteList<Integer>> keeper = manager.map();
        var made = manager.event();
        var address = manager.address();
        var key = manager.key();
        int before = manager.size();
        var child =
                client(
                        () -> {
                            var own = Manager.connect(address, key);
                            var lists = new ArrayList<RemoteList<Integer>>();
                            for (int i = 0; i < 10; i++) {
                                lists.add(own.list());
                            }
                            keeper.put("kept", lists.getFirst());
                            keeper.get("kept").add(1);
                            made.set();
                            return own.queue(1).take();
                        });
        assertThat(made.await(PATIENCE)).isTrue();
        assertThat(manager.size()).isGreaterThanOrEqualTo(before + 10);
        child.kill();
        Awaitility.await().atMost(PATIENCE).until(() -> manager.size() == before);
        assertThat(keeper.get("kept").snapshot()).containsExactly(1);
    }

    /// X-MGR-01
    @Test
    void deathOfTheServerFailsCallsInFlightWithinASecond() throws Exception {
        RemoteQueue<Integer> queue = manager.queue(1);
        var lock = manager.lock();
        var taking = elsewhere(queue::take);
        var reading = elsewhere(() -> manager.<Integer>queue(1).take());
        var begun = SharedEvent.create();
        var child =
                client(
                        () -> {
                            if (queue.isEmpty()) { // connected from here on
                                begun.set();
                            }
                            return queue.poll(Duration.ofMinutes(1));
                        });
        lock.lock();
        begun.await();
        begun.close();
        server.kill();
        long killed = System.nanoTime();
        for (var call : List.of(taking, reading)) {
            assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ServerGoneException.class)
                    .hasMessageContaining("the server has gone");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
        assertThatThrownBy(() -> child.result().get())
                .hasCauseInstanceOf(ServerGoneException.class);
        assertThatThrownBy(queue::size).isInstanceOf(ServerGoneException.class);
    }

    /// X-MGR-02
    @Test
    void callThatBlocksHoldsUpNobodyElseAndNoEnd() throws Exception {
        var sleeper = manager.create(Sleeper.class, SleepingLong::new);
        var sleeping = elsewhere(() -> sleeper.sleep(60));
        RemoteMap<String, Integer> map = manager.map();
        var begun = manager.event();
        assertThat(begun.isSet()).isFalse();
        for (int i = 0; i < 100; i++) {
            map.merge("a", 1, Integer::sum);
        }
        assertThat(map.get("a")).isEqualTo(100);
        long begin = System.nanoTime();
        manager.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThatThrownBy(() -> sleeping.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServerGoneException.class);
    }

    interface Sleeper {
        int sleep(int seconds) throws InterruptedException;
    }

    private static final class SleepingLong implements Sleeper {
        @Override
        public int sleep(int seconds) throws InterruptedException {
            Thread.sleep(Duration.ofSeconds(seconds)); // provokes
            return seconds;
        }
    }

    @Test
    void interruptAndDeadlineEndACallAndTheServerGivesItUp() throws Exception {
        var sleeper = manager.create(Sleeper.class, SleepingLong::new);
        var caller = new CompletableFuture<Thread>();
        var sleeping =
                elsewhere(
                        () -> {
                            caller.complete(Thread.currentThread());
                            return sleeper.sleep(60);
                        });
        caller.join().interrupt();
        assertThatThrownBy(() -> sleeping.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        var hurried = Manager.within(Duration.ofMillis(50), sleeper);
        assertThatThrownBy(() -> hurried.sleep(60))
                .isInstanceOf(CallTimeoutException.class)
                .hasMessageContaining("Sleeper.sleep")
                .hasMessageContaining("it was given up");
    }

    interface Later {
        CompletableFuture<Long> number();
    }

    private static final class LaterNumber implements Later {
        @Override
        public CompletableFuture<Long> number() {
            return CompletableFuture.completedFuture(7L);
        }
    }

    @Test
    void futureOfACallThatComesAfterTheServersDeathFails() throws Exception { // X-MGR-01
        var later = manager.create(Later.class, LaterNumber::new);
        assertThat(later.number().get(30, TimeUnit.SECONDS)).isEqualTo(7);
        server.kill();
        server.join();
        assertThatThrownBy(() -> later.number().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServerGoneException.class);
    }

    @Test
    void closingTwiceDoesWhatClosingOnceDoes() {
        var served = Manager.serve(Address.Tcp.loopback(), AuthKey.random());
        served.close();
        served.close();
        manager.close();
        manager.close();
        assertThatThrownBy(served::map).isInstanceOf(ServerGoneException.class);
        assertThatThrownBy(manager::map).isInstanceOf(ServerGoneException.class);
    }
}
