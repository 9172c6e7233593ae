package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.sync.AbandonedLockException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A client whose connection breaks while it waits on a condition, and that comes back: the wait
/// ends with the lock, as any wait does.
@ExtendWith(NothingLeft.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the wait is what is looked at
class ReturningWaitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Relayed relayed;
    private Manager server;
    private Relay relay;
    private Manager client;
    private RemoteCondition ours;
    private RemoteCondition its;

    @BeforeEach
    void serve() throws Exception {
        relayed = new Relayed();
        server = relayed.server;
        relay = relayed.relay;
        client = relayed.client;
        ours = server.condition();
        server.bind("condition", server.value(ours));
        its = (RemoteCondition) client.lookup("condition", RemoteValue.class).get();
    }

    @AfterEach
    void close() {
        relayed.close();
    }

    /// Once somebody else waits for a signal; this thread has the lock.
    private CompletableFuture<Boolean> waitThere(Consumer<RemoteCondition> wait) throws Exception {
        var isHeld = new CompletableFuture<Void>();
        var end =
                CompletableFuture.supplyAsync(
                        () -> {
                            its.lock().lock();
                            isHeld.complete(null);
                            try {
                                wait.accept(its);
                                return true;
                            } finally {
                                its.lock().unlock(); // fails without the lock
                            }
                        });
        isHeld.get(30, TimeUnit.SECONDS);
        ours.lock().lock(); // only possible once it waits
        return end;
    }

    private static void await(RemoteCondition condition) {
        try {
            condition.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The first call may be the one by which the client learns of the cut.
    private void awaitReturn() {
        Awaitility.await()
                .ignoreException(ServerGoneException.class)
                .until(() -> client.names().contains("condition"));
    }

    @Test
    void waitThatWasCutOffEndsWithTheLock() throws Exception {
        var end = waitThere(ReturningWaitTest::await);
        relay.cut();
        awaitReturn();
        assertThat(end).isNotDone();
        ours.lock().unlock();
        assertCutOffAndUnlocked(end);
    }

    @Test
    void uninterruptibleWaitThatWasCutOffEndsWithTheLock() throws Exception {
        var end = waitThere(RemoteCondition::awaitUninterruptibly);
        relay.cut();
        ours.lock().unlock();
        assertCutOffAndUnlocked(end);
    }

    private void assertCutOffAndUnlocked(CompletableFuture<Boolean> end) throws Exception {
        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isExactlyInstanceOf(ServerGoneException.class)
                .hasNoSuppressedExceptions();
        assertThat(ours.lock().tryLock(PATIENCE)).isTrue();
        ours.lock().unlock();
    }

    @Test
    void whoComesBackIsToldThatTheHolderHasGone() throws Exception {
        var end =
                waitThere(
                        condition -> {
                            try {
                                await(condition);
                            } catch (AbandonedLockException e) {
                                assertThat(e.getSuppressed())
                                        .hasExactlyElementsOfTypes(ServerGoneException.class);
                                condition.lock().recover();
                            }
                        });
        ours.lock().unlock();
        try (var other = Manager.connect(server.address(), relayed.key)) {
            var lock =
                    ((RemoteCondition) other.lookup("condition", RemoteValue.class).get()).lock();
            lock.lock();
            relay.cut();
            awaitReturn();
        } // it goes with the lock
        assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void serverThatForgotItEndsTheWaitAllTheSame() throws Exception {
        var end = waitThere(ReturningWaitTest::await);
        ours.lock().unlock();
        client.close();
        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }
}
