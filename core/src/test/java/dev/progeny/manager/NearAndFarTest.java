package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.AuthenticationException;
import dev.progeny.channel.ConnectionOptions;
import dev.progeny.channel.SharedQueue;
import dev.progeny.channel.TlsKeys;
import dev.progeny.process.ChildProcess;
import dev.progeny.sync.AbandonedLockException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Servers and clients that are no relatives, on sockets: several addresses, a line that goes dead,
/// a server that is started anew.
@Tag("process")
@ExtendWith(NothingLeft.class)
@SuppressWarnings("LockNotBeforeTry") // the holder is cut off
class NearAndFarTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AuthKey key = AuthKey.random();

    @Test
    void clientsAtOtherAddressesUseTheSameObjects() throws Exception { // MGR-12
        try (var server = Manager.serve(new Address.Tcp("0.0.0.0", 0), key)) {
            server.bind("map", server.map());
            int port = ((Address.Tcp) server.address()).port();
            try (var second = Manager.connect(new Address.Tcp("127.0.0.2", port), key);
                    var third = Manager.connect(new Address.Tcp("127.0.0.3", port), key)) {
                @SuppressWarnings("unchecked")
                RemoteMap<String, Object> here = second.lookup("map", RemoteMap.class);
                @SuppressWarnings("unchecked")
                RemoteMap<String, Object> there = third.lookup("map", RemoteMap.class);
                here.put("text", "über 𝄞");
                here.put("bytes", new byte[] {1, 2});
                here.put("true", true);
                here.put("double", 1.5);
                assertThat(there.get("text")).isEqualTo("über 𝄞");
                assertThat(there.get("bytes")).isEqualTo(new byte[] {1, 2});
                assertThat(there.get("true")).isEqualTo(true);
                assertThat(there.get("double")).isEqualTo(1.5);
            }
            assertThatThrownBy(
                            () ->
                                    Manager.connect(
                                            new Address.Tcp("127.0.0.1", port), AuthKey.random()))
                    .isInstanceOf(AuthenticationException.class);
        }
        assertThatThrownBy(() -> Manager.connect(new Address.Tcp("127.0.0.1", 1), key))
                .isInstanceOf(ServerGoneException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void throughTlsServesWhoBelievesTheCertificateAndNobodyElse() throws Exception {
        var keys = TlsKeys.ofListener();
        try (var server =
                Manager.serve(
                        o -> o.withConnection(keys.listening()),
                        new Address.Tcp("127.0.0.1", 0),
                        key)) {
            server.bind("list", server.list());
            var address = server.address();
            try (var client =
                    Manager.connect(o -> o.withConnection(keys.believing()), address, key)) {
                @SuppressWarnings("unchecked")
                RemoteList<String> list = client.lookup("list", RemoteList.class);
                list.add("unreadable on the way");
                assertThat(list.snapshot()).containsExactly("unreadable on the way");
            }
            var foreign = TlsKeys.ofAnother().believing();
            assertThatThrownBy(() -> Manager.connect(o -> o.withConnection(foreign), address, key))
                    .hasMessageContaining("TLS");
            UnaryOperator<ConnectionOptions> quick =
                    o -> o.withHandshakeTimeout(Duration.ofMillis(500));
            assertThatThrownBy(() -> Manager.connect(o -> o.withConnection(quick), address, key))
                    .isInstanceOf(ServerGoneException.class)
                    .hasMessageContaining("does the listener speak TLS?");
        }
    }

    @Test
    void proxiesTravelAsArgumentsElementsAndResults(@TempDir Path directory) throws Exception {
        try (var server = Manager.serve(new Address.Local(directory.resolve("m")), key);
                var client = Manager.connect(server.address(), key);
                var messages = SharedQueue.<RemoteList<String>>create(1)) {
            RemoteList<String> list = client.list();
            RemoteList<RemoteList<String>> lists = client.list();
            lists.add(list);
            messages.put(list);
            var child =
                    ChildProcess.start(
                            () -> {
                                messages.take().add("by a queue");
                                lists.getFirst().add("by a managed list");
                                list.add("captured");
                                return list;
                            });
            try (child) {
                var returned = child.result().get();
                returned.add("returned");
                assertThat(list.snapshot())
                        .containsExactly("by a queue", "by a managed list", "captured", "returned");
            }
        }
    }

    @Test
    void clientThatIsCutOffLosesItsCallAndItsLock() throws Exception {
        try (var server =
                Manager.serve(
                        o -> o.withLease(Duration.ofSeconds(1)), Address.Tcp.loopback(), key)) {
            var lock = server.lock();
            server.bind("lock", lock);
            server.bind("queue", server.queue(1));
            try (var relay = new Relay(((Address.Tcp) server.address()).port());
                    var client = Manager.connect(new Address.Tcp("127.0.0.1", relay.port()), key)) {
                var queue = client.lookup("queue", RemoteQueue.class);
                client.lookup("lock", RemoteLock.class).lock();
                var taking = new CompletableFuture<Object>();
                Thread.ofPlatform().start(() -> take(queue, taking));
                relay.fallSilent();
                assertThatThrownBy(() -> lock.tryLock(PATIENCE))
                        .isInstanceOf(AbandonedLockException.class);
                lock.recover();
                // either side may be the first to miss the other; the server hangs up then
                assertThatThrownBy(() -> taking.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(ServerGoneException.class)
                        .message()
                        .containsAnyOf("no sign of life", "end of the connection");
            }
        }
    }

    private static void take(RemoteQueue<?> queue, CompletableFuture<Object> taken) {
        try {
            taken.complete(queue.take());
        } catch (Throwable e) {
            taken.completeExceptionally(e);
        }
    }

    @Test
    void clientThatMayComeBackFindsAServerThatWasStartedAnew() throws Exception {
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var address = new Address.Tcp("127.0.0.1", port);
        var first = serverAt(address, key);
        try (first;
                var client =
                        Manager.connect(
                                o -> o.withReconnect(PATIENCE), awaitServer(address, key), key)) {
            @SuppressWarnings("unchecked")
            RemoteMap<String, Integer> named = client.lookup("map", RemoteMap.class);
            RemoteMap<String, Integer> unnamed = client.map();
            named.put("a", 1);
            first.kill();
            first.join();
            try (var _ = serverAt(address, key)) {
                assertThatThrownBy(named::size) // the call that finds the connection broken
                        .isInstanceOf(ServerGoneException.class);
                org.awaitility.Awaitility.await() // until the name is bound there
                        .atMost(PATIENCE)
                        .ignoreException(ObjectGoneException.class)
                        .untilAsserted(() -> assertThat(named.size()).isZero());
                assertThatThrownBy(unnamed::size).isInstanceOf(ObjectGoneException.class);
            }
        }
    }

    private static ChildProcess<Void> serverAt(Address address, AuthKey key) {
        return ChildProcess.start(
                () -> {
                    var server = Manager.serve(address, key);
                    server.bind("map", server.map());
                    server.event().await();
                });
    }

    private static Address awaitServer(Address address, AuthKey key) {
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(ServerGoneException.class)
                .until(
                        () -> {
                            try (var looking = Manager.connect(address, key)) {
                                return looking.names().contains("map");
                            }
                        });
        return address;
    }
}
