package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.Connection;
import dev.progeny.manager.ManagerProtocol.Message;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Clients that go at the worst moments: between two steps of what the server does for them.
@ExtendWith(NothingLeft.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the holder goes
class GoneClientTest {
    @TempDir Path directory;

    private final AuthKey key = AuthKey.random();
    private Manager server;

    @BeforeEach
    void serve() {
        server =
                Manager.serve(
                        o -> o.withClients(2), new Address.Local(directory.resolve("server")), key);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Manager connect() {
        return Manager.connect(server.address(), key);
    }

    /// The server itself is one of the two that it takes.
    @Test
    void clientThatGoesWhileItIsLetInLeavesItsPlace() throws Exception {
        for (int i = 0; i < 3; i++) {
            Connection<Object> connection = Connection.connect(server.address(), key);
            connection.sendBytes(
                    ProtocolCodec.encode(
                            new Message.Hello(
                                    ManagerProtocol.VERSION, UUID.randomUUID(), 4711, false)));
            connection.close();
        }
        Awaitility.await().until(this::isLettingIn);
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

    private boolean isLettingIn() {
        try (var client = connect()) {
            return client.names().isEmpty();
        } catch (CallRefusedException e) {
            return false;
        }
    }

    /// It was signalled, and went before it had the lock again: nobody else knows of the signal.
    @Test
    void signalToOneWhoHasGoneIsForTheNext() throws Exception {
        var condition = server.condition();
        var lock = condition.lock();
        var permits = server.semaphore(1);
        server.bind("lock", lock);
        server.bind("permits", permits);
        server.bind("condition", server.value(condition));
        var first = connect();
        first.lookup("permits", RemoteSemaphore.class).acquire();
        var its = (RemoteCondition) first.lookup("condition", RemoteValue.class).get();
        var goes = waitOn(its);
        var stays = waitOn(condition);
        lock.lock();
        condition.signal();
        first.close();
        Awaitility.await().until(() -> permits.availablePermits() == 1);
        lock.unlock();
        assertThat(stays.get(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> goes.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServerGoneException.class);
    }

    /// Returns once somebody waits.
    private CompletableFuture<Boolean> waitOn(RemoteCondition condition) throws Exception {
        var isHeld = new CompletableFuture<Void>();
        var end =
                elsewhere(
                        () -> {
                            condition.lock().lock();
                            isHeld.complete(null);
                            boolean isSignalled = condition.await(Duration.ofSeconds(30));
                            condition.lock().unlock();
                            return isSignalled;
                        });
        isHeld.get(30, TimeUnit.SECONDS);
        condition.lock().lock(); // only possible once it waits
        condition.lock().unlock();
        return end;
    }

    interface Tap {
        Stream<Integer> run();

        boolean isRunning();

        boolean isClosed();
    }

    /// Opens its stream late: it has waited until its reader has gone.
    private static final class SlowTap implements Tap {
        private final RemoteSemaphore permits;
        private volatile boolean isRunning;
        private volatile boolean isClosed;

        SlowTap(RemoteSemaphore permits) {
            this.permits = permits;
        }

        @Override
        public Stream<Integer> run() {
            isRunning = true;
            while (permits.availablePermits() == 0) {
                Thread.interrupted(); // it is told to give up, and does not
            }
            return Stream.of(1).onClose(() -> isClosed = true);
        }

        @Override
        public boolean isRunning() {
            return isRunning;
        }

        @Override
        public boolean isClosed() {
            return isClosed;
        }
    }

    @Test
    void streamForOneWhoHasGoneIsClosed() throws Exception {
        var permits = server.semaphore(1);
        server.bind("permits", permits);
        var tap = server.create(Tap.class, () -> new SlowTap(permits));
        server.bind("tap", tap);
        var client = connect();
        client.lookup("permits", RemoteSemaphore.class).acquire();
        var its = client.lookup("tap", Tap.class);
        var running = elsewhere(its::run);
        Awaitility.await().until(tap::isRunning);
        client.close();
        assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServerGoneException.class);
        Awaitility.await().until(tap::isClosed);
    }
}
