package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Interrupts at times when the server does not answer.
@ExtendWith(NothingLeft.class)
@SuppressWarnings("LockNotBeforeTry") // another thread unlocks
class InterruptedCallTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Longer than a call that an interrupt ends waits for its last word.
    private static final Duration MORE_THAN_GRACE = Duration.ofMillis(1300);

    private Relayed relayed;
    private Manager server;
    private Relay relay;
    private Manager client;

    @BeforeEach
    void connect() throws Exception {
        relayed = new Relayed();
        server = relayed.server;
        relay = relayed.relay;
        client = relayed.client;
    }

    @AfterEach
    void close() {
        relayed.close();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /// Runs work on a thread of its own.
    ///
    /// @return whether the thread was interrupted at the end
    private static CompletableFuture<Boolean> start(CompletableFuture<Thread> by, Work work) {
        var end = new CompletableFuture<Boolean>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            by.complete(Thread.currentThread());
                            try {
                                work.run();
                                end.complete(Thread.currentThread().isInterrupted());
                            } catch (Throwable e) {
                                end.completeExceptionally(e);
                            }
                        });
        return end;
    }

    @Test
    void unlockIsNotCutOffByAnInterrupt() throws Exception {
        var lock = client.lock();
        var isLocked = new CompletableFuture<Void>();
        var mayUnlock = new CompletableFuture<Void>();
        var end =
                start(
                        new CompletableFuture<>(),
                        () -> {
                            lock.lock();
                            isLocked.complete(null);
                            mayUnlock.get();
                            Thread.currentThread().interrupt();
                            lock.unlock();
                        });
        isLocked.get(30, TimeUnit.SECONDS);
        try (var _ = relay.holdAnswers()) {
            mayUnlock.complete(null);
            assertThatThrownBy(() -> end.get(MORE_THAN_GRACE.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
        }
        assertThat(end.get(30, TimeUnit.SECONDS)).as("the interrupt stays pending").isTrue();
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void unlockThatConnectsAgainIsNotCutOffByAnInterrupt() throws Exception {
        var lock = client.lock();
        var never = client.<String>queue(1);
        var cutOff = start(new CompletableFuture<>(), never::take);
        lock.lock();
        relay.cut();
        assertThatThrownBy(() -> cutOff.get(30, TimeUnit.SECONDS)) // now this side knows of it
                .hasCauseInstanceOf(ServerGoneException.class);
        Thread.currentThread().interrupt();
        lock.unlock();
        assertThat(Thread.interrupted()).as("the interrupt stays pending").isTrue();
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void interruptEndsTheWaitForWhoConnectsAgain() throws Exception {
        server.close();
        relay.close();
        assertThatThrownBy(client::names).isInstanceOf(ServerGoneException.class);
        var connects = new CompletableFuture<Thread>();
        var search = start(connects, client::names);
        var connecting = connects.get(30, TimeUnit.SECONDS);
        Awaitility.await()
                .until(
                        () ->
                                Stream.of(connecting.getStackTrace())
                                        .anyMatch(frame -> frame.getMethodName().equals("pause")));
        Thread.currentThread().interrupt();
        assertThatThrownBy(client::names).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(search).isNotDone();
        client.close();
        assertThatThrownBy(() -> search.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServerGoneException.class);
    }

    /// Interrupts who sends it.
    private static final class Interrupting implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    @Test
    void interruptInTheFirstStepOfAWaitIsThrownAsOne() throws Exception {
        RemoteQueue<Object> queue = client.queue(1);
        queue.put(1);
        CompletableFuture<Boolean> end;
        try (var _ = relay.holdAnswers()) {
            end = start(new CompletableFuture<>(), () -> queue.put(new Interrupting()));
            assertThatThrownBy(() -> end.get(MORE_THAN_GRACE.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
        }
        assertInterrupted(end);
        assertThat(queue).containsExactly(1);
    }

    @Test
    void interruptWhileConnectingAnewIsThrownAsOne() throws Exception {
        RemoteQueue<Integer> queue = client.queue(1);
        server.close();
        assertThatThrownBy(queue::poll).isInstanceOf(ServerGoneException.class);
        var taker = new CompletableFuture<Thread>();
        var end = start(taker, queue::take);
        awaitWait(taker.join());
        taker.join().interrupt();
        assertInterrupted(end);
    }

    /// Waits until a call that waits at the server, and the look before it, have been made.
    private void awaitWaitingCall(int requestsBefore) {
        Awaitility.await().atMost(PATIENCE).until(() -> relay.requests() >= requestsBefore + 2);
    }

    @Test
    void elementThatComesWhenNobodyWantsItAnyMoreIsTheNextOneAgain() throws Exception {
        var queue = server.<Integer>queue(2);
        server.bind("queue", queue);
        RemoteQueue<?> far = client.lookup("queue", RemoteQueue.class);
        int before = relay.requests();
        var taker = new CompletableFuture<Thread>();
        var end = start(taker, far::take);
        awaitWaitingCall(before);
        try (var _ = relay.holdAnswers()) {
            queue.put(1);
            Awaitility.await().atMost(PATIENCE).until(queue::isEmpty);
            queue.put(2);
            taker.join().interrupt();
            assertInterrupted(end);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> queue.size() == 2);
        assertThat(queue).containsExactly(1, 2);
    }

    @Test
    void lockThatComesWhenNobodyWantsItAnyMoreIsFree() throws Exception {
        var lock = server.lock();
        server.bind("lock", lock);
        var far = client.lookup("lock", RemoteLock.class);
        int before = relay.requests();
        var taker = new CompletableFuture<Thread>();
        lock.lock();
        var end = start(taker, far::lockInterruptibly);
        awaitWaitingCall(before);
        try (var _ = relay.holdAnswers()) {
            lock.unlock();
            Awaitility.await().atMost(PATIENCE).until(() -> lock.holder().isPresent());
            taker.join().interrupt();
            assertInterrupted(end);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> lock.holder().isEmpty());
    }

    @Test
    void permitThatComesWhenNobodyWantsItAnyMoreGoesBack() throws Exception {
        var semaphore = server.semaphore(0);
        server.bind("semaphore", semaphore);
        var far = client.lookup("semaphore", RemoteSemaphore.class);
        int before = relay.requests();
        var taker = new CompletableFuture<Thread>();
        var end = start(taker, far::acquire);
        awaitWaitingCall(before);
        try (var _ = relay.holdAnswers()) {
            semaphore.release();
            Awaitility.await().atMost(PATIENCE).until(() -> semaphore.availablePermits() == 0);
            taker.join().interrupt();
            assertInterrupted(end);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> semaphore.availablePermits() == 1);
    }

    @Test
    void interruptedWaitForASignalHasTheLockAgainHoweverLongThatTakes() throws Exception {
        var lock = server.lock();
        server.bind("lock", lock);
        var far = client.lookup("lock", RemoteLock.class);
        var condition = far.newCondition();
        var waiter = new CompletableFuture<Thread>();
        var isLocked = new CompletableFuture<Void>();
        var end = start(waiter, () -> waitForSignal(far, condition, isLocked));
        isLocked.get(30, TimeUnit.SECONDS);
        lock.lock(); // so it waits
        try {
            waiter.join().interrupt();
            assertThatThrownBy(() -> end.get(MORE_THAN_GRACE.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
        } finally {
            lock.unlock();
        }
        assertInterrupted(end);
        assertThat(lock.holder()).isEmpty();
    }

    @SuppressWarnings("WaitNotInLoop") // it is interrupted
    private static void waitForSignal(
            RemoteLock lock, RemoteCondition condition, CompletableFuture<Void> isLocked)
            throws InterruptedException {
        lock.lock();
        try {
            isLocked.complete(null);
            condition.await();
        } finally {
            lock.unlock();
        }
    }

    private static void awaitWait(Thread thread) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static void assertInterrupted(CompletableFuture<Boolean> end) {
        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
                .hasCauseExactlyInstanceOf(InterruptedException.class);
    }
}
