package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// What TLS adds to a connection: who the listener is, and that nobody in between matters.
@ExtendWith(NothingLeft.class)
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int LARGE = 50 << 20;

    private final AuthKey key = AuthKey.random();
    private final TlsKeys keys = TlsKeys.ofListener();

    private Listener listen() {
        return Listener.bind(keys.listening(), Address.Tcp.loopback(), key);
    }

    private void assertServes(Listener listener) throws InterruptedException {
        try (var client = Connection.<String>connect(keys.believing(), listener.address(), key);
                var accepted = listener.<String>accept()) {
            client.send("still there");
            assertThat(accepted.receive()).isEqualTo("still there");
        }
    }

    @Test
    void certificateThatIsNotBelievedIsRefused() throws Exception { // X-SEC-01
        try (var listener = listen()) {
            var another = TlsKeys.ofAnother();
            assertThatThrownBy(
                            () -> Connection.connect(another.believing(), listener.address(), key))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("TLS failed: address=" + listener.address())
                    .hasMessageContaining("believe its certificate")
                    .hasMessageContaining("PKIX");
            assertThat(listener.accept(Duration.ofMillis(10))).isEmpty();
            assertServes(listener);
        }
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        try (var listener = listen()) {
            var tcp = (Address.Tcp) listener.address();
            var named = new Address.Tcp("localhost", tcp.port()); // the certificate has the number
            assertThatThrownBy(() -> Connection.connect(keys.believing(), named, key))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("localhost");
            assertServes(listener);
        }
    }

    @Test
    void keyIsProvenInsideTlsToo() throws Exception { // CON-20
        try (var listener = listen()) {
            var wrong = AuthKey.random();
            assertThatThrownBy(
                            () -> Connection.connect(keys.believing(), listener.address(), wrong))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("same AuthKey");
            assertServes(listener);
        }
    }

    @Test
    void oneSideWithTlsAloneIsToldSoAndTheListenerGoesOn() throws Exception {
        UnaryOperator<ConnectionOptions> quick = o -> o.withHandshakeTimeout(LONG.dividedBy(60));
        try (var listener = listen()) {
            assertThatThrownBy(() -> Connection.connect(quick, listener.address(), key))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no answer in time; does the listener speak TLS?");
            assertServes(listener);
        }
        try (var listener = Listener.bind(Address.Tcp.loopback(), key)) {
            assertThatThrownBy(() -> Connection.connect(keys.believing(), listener.address(), key))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("TLS failed");
            Connection.connect(listener.address(), key).close();
        }
    }

    @Test
    void tlsWithoutANetworkIsRefused(@TempDir Path scratch) {
        var local = new Address.Local(scratch.resolve("socket"));
        assertThatThrownBy(() -> Listener.bind(keys.listening(), local, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use Address.Tcp");
        assertThatThrownBy(() -> Connection.connect(keys.believing(), local, key))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTlsHasReadAheadIsReadableAtOnce() throws Exception {
        try (var pair =
                Strangers.meet(keys.listening(), keys.believing(), Address.Tcp.loopback())) {
            for (int i = 0; i < 100; i++) {
                pair.right().send(i); // several records in one read of the socket
            }
            for (int i = 0; i < 100; i++) {
                var sources = List.of(pair.left());
                assertThat(Connection.awaitReadable(sources, LONG)).isEqualTo(sources);
                assertThat(pair.left().poll(LONG)).isTrue();
                assertThat(pair.left().receive()).isEqualTo(i);
            }
            assertThat(Connection.awaitReadable(List.of(pair.left()), Duration.ZERO)).isEmpty();
            assertThat(pair.left().poll(Duration.ofMillis(50))).isFalse();
        }
    }

    @Test
    void cutOffIsToldFromClosed() throws Exception {
        for (boolean isCut : List.of(true, false)) {
            try (var pair =
                    Strangers.meet(keys.listening(), keys.believing(), Address.Tcp.loopback())) {
                pair.left().send("last words");
                if (isCut) {
                    ((SocketCarrier) pair.left().carrier()).channel().close();
                } else {
                    pair.left().close();
                }
                assertThat(pair.right().receive()).isEqualTo("last words");
                assertThatThrownBy(() -> pair.right().receive())
                        .isInstanceOfSatisfying(
                                ConnectionClosedException.class,
                                e -> assertThat(e.isByPeer()).isTrue())
                        .hasMessageContaining(isCut ? "was cut off" : "has closed it");
            }
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void peerKilledInTheMiddleOfAMessageEndsTheConnection() throws Exception {
        try (var listener = listen()) {
            var address = listener.address();
            var secret = key;
            var certificate = keys;
            try (var child = ChildProcess.start(() -> sendLarge(address, secret, certificate));
                    var accepted = listener.accept()) {
                assertThat(accepted.receive()).isEqualTo("whole");
                assertThat(accepted.poll(LONG)).as("a part of the message is there").isTrue();
                assertThat(accepted.receiveBytes(Duration.ofNanos(1))).isEmpty();
                child.kill();
                assertThatThrownBy(accepted::receiveBytes)
                        .isInstanceOfSatisfying(
                                ConnectionClosedException.class,
                                e -> assertThat(e.isByPeer()).isTrue());
                assertServes(listener);
            }
        }
    }

    private static void sendLarge(Address address, AuthKey key, TlsKeys keys)
            throws InterruptedException {
        try (var connection = Connection.<String>connect(keys.believing(), address, key)) {
            connection.send("whole");
            connection.sendBytes(new byte[LARGE]);
            connection.sendBytes(new byte[LARGE]);
        }
    }

    /// Stands between a client and a listener, and passes on what it can read.
    private static final class Between implements AutoCloseable {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final ServerSocket server;
        private final List<Socket> sockets = new ArrayList<>();
        private final CompletableFuture<Void> over;

        Between(ServerSocket server, java.util.concurrent.Callable<Socket> toListener) {
            this.server = server;
            over =
                    ConnectionContract.inBackground(
                            () -> {
                                sockets.add(server.accept());
                                sockets.add(toListener.call());
                                pass(sockets.get(0), sockets.get(1));
                                pass(sockets.get(1), sockets.get(0));
                            });
        }

        Address address() {
            return new Address.Tcp("127.0.0.1", server.getLocalPort());
        }

        private void pass(Socket from, Socket to) {
            var _ =
                    ConnectionContract.inBackground(
                            () -> {
                                try (from;
                                        to) {
                                    pass(from.getInputStream(), to.getOutputStream());
                                }
                            });
        }

        private void pass(InputStream in, OutputStream out) throws IOException {
            byte[] some = new byte[4096];
            for (int count = in.read(some); count > 0; count = in.read(some)) {
                synchronized (read) {
                    read.write(some, 0, count);
                }
                out.write(some, 0, count);
                out.flush();
            }
        }

        String text() {
            synchronized (read) {
                return read.toString(ISO_8859_1);
            }
        }

        @Override
        public void close() throws IOException {
            over.orTimeout(10, TimeUnit.SECONDS).join();
            for (var socket : sockets) {
                socket.close();
            }
            server.close();
        }
    }

    @Test
    void whoReadsThePacketsReadsNoMessage() throws Exception {
        try (var listener = listen();
                var between =
                        new Between(
                                new ServerSocket(0, 1, InetAddress.getLoopbackAddress()),
                                () -> socketTo(listener.address()))) {
            try (var client = Connection.<String>connect(keys.believing(), between.address(), key);
                    var accepted = listener.<String>accept()) {
                client.send("not for everybody");
                assertThat(accepted.receive()).isEqualTo("not for everybody");
            }
            assertThat(between.text()).hasSizeGreaterThan(100).doesNotContain("everybody");
        }
    }

    @Test
    void whoHasTheCertificateAndNotTheKeyCannotPassProofsOn() throws Exception {
        var stolen = keys.context(true, true);
        try (var listener = listen();
                var between =
                        new Between(
                                stolen.getServerSocketFactory()
                                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress()),
                                () -> {
                                    var tcp = (Address.Tcp) listener.address();
                                    return stolen.getSocketFactory()
                                            .createSocket(tcp.host(), tcp.port());
                                })) {
            assertThatThrownBy(() -> Connection.connect(keys.believing(), between.address(), key))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("refused the key");
            assertThat(listener.accept(Duration.ofMillis(10))).isEmpty();
            assertServes(listener);
        }
    }

    private static Socket socketTo(Address address) throws IOException {
        var tcp = (Address.Tcp) address;
        return new Socket(tcp.host(), tcp.port());
    }
}
