package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Pain 28: what those who do not have the key can do to a listener, which is nothing.
@ExtendWith(NothingLeft.class)
class StrangersTest {
    private static final int INPUTS = 5_000;
    private static final int STRANGERS = 8;
    private static final long MOST_ALLOCATED = 1 << 20;

    private final AuthKey key = AuthKey.random();
    private Listener listener;

    UnaryOperator<ConnectionOptions> listening() {
        return UnaryOperator.identity();
    }

    UnaryOperator<ConnectionOptions> connecting() {
        return UnaryOperator.identity();
    }

    /// How long the listener waits for a stranger.
    Duration patience() {
        return Duration.ofSeconds(1);
    }

    long mostAllocatedForOne() {
        return MOST_ALLOCATED / 10;
    }

    String whatIsWrongWithAnImpostor() {
        return "does not speak this protocol";
    }

    private <T> Connection<T> connect() {
        return Connection.connect(connecting(), listener.address(), key);
    }

    @BeforeEach
    void listen() {
        listener =
                Listener.bind(
                        o ->
                                listening()
                                        .apply(o)
                                        .withPendingStrangers(STRANGERS)
                                        .withHandshakeTimeout(patience()),
                        Address.Tcp.loopback(),
                        key);
    }

    @AfterEach
    void serveOneWhoHasTheKeyAndClose() throws Exception {
        try (var closing = listener;
                var client = this.<String>connect();
                var accepted = closing.<String>accept()) {
            client.send("still there");
            assertThat(accepted.receive()).isEqualTo("still there");
        }
    }

    private SocketChannel stranger() throws IOException {
        var tcp = (Address.Tcp) listener.address();
        return SocketChannel.open(new InetSocketAddress(tcp.host(), tcp.port()));
    }

    /// Reads until the listener hangs up.
    private static void awaitEnd(SocketChannel channel) {
        var buffer = ByteBuffer.allocate(512);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                assertThat(buffer.position()).isPositive();
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void announcedLengthsAreNotAllocated() throws Exception { // X-SEC-02
        long listenersThread =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> t.getName().startsWith("progeny-listener"))
                        .findAny()
                        .orElseThrow()
                        .threadId();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(listenersThread);
        long[] words = {
            0x7FFF_FFFFL,
            -1L,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            (long) Introduction.KIND << 56 | 0x7FFF_FFFFL,
            (long) Introduction.KIND << 56 | 0xFF_FFFF_FFFF_FFFFL,
            (long) Introduction.KIND << 56 | Handshake.MOST_BYTES + 1,
            (long) Introduction.KIND << 56,
            (long) Inbox.BYTES_BEGIN << 56 | 8
        };
        for (long word : words) {
            try (var stranger = stranger()) {
                stranger.write(ByteBuffer.allocate(8).putLong(word).flip());
                awaitEnd(stranger);
            }
        }
        assertThat(threads.getThreadAllocatedBytes(listenersThread) - before)
                .isLessThan(words.length * mostAllocatedForOne());
    }

    @Test
    void anyBytesOnlyEndTheirConnection() throws Exception { // X-SEC-03
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < INPUTS; round++) {
            try (var stranger = stranger()) {
                stranger.write(ByteBuffer.wrap(input(random)));
                if (random.nextInt(4) > 0) {
                    stranger.shutdownOutput();
                    awaitEnd(stranger);
                }
            } catch (IOException e) {
                assertThat(e).as("seed=%d", seed).hasMessageMatching("(?i).*(reset|broken).*");
            }
            assertThat(listener.accept(Duration.ZERO)).as("seed=%d", seed).isEmpty();
        }
    }

    private static byte[] input(Random random) {
        byte[] bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        if (bytes.length > 9 && random.nextBoolean()) {
            var header = ByteBuffer.wrap(bytes);
            StreamHeader.put(header, Introduction.KIND, random.nextInt(Handshake.MOST_BYTES + 2));
            bytes[8] = (byte) random.nextInt(6);
        }
        return bytes;
    }

    @Test
    void theSilentOnesAreDroppedInTime() throws Exception {
        long start = System.nanoTime();
        try (var silent = stranger()) {
            awaitEnd(silent);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(patience().minusMillis(100), patience().plusSeconds(9));
    }

    @Test
    void theCrowdIsBounded() throws Exception {
        var crowd = new ArrayList<SocketChannel>();
        for (int i = 0; i < 3 * STRANGERS; i++) {
            crowd.add(stranger());
        }
        try (var client = connect();
                var accepted = listener.accept()) {
            client.send("between them");
            assertThat(accepted.receive()).isEqualTo("between them");
        }
        for (var one : crowd) {
            awaitEnd(one);
            one.close();
        }
    }

    @Test
    void aSlowStrangerHoldsUpNobody() throws Exception {
        try (var slow = stranger()) {
            slow.write(ByteBuffer.wrap(new byte[] {Introduction.KIND}));
            long start = System.nanoTime();
            try (var client = connect();
                    var accepted = listener.accept()) {
                client.send("x");
                assertThat(accepted.receive()).isEqualTo("x");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(patience().minusMillis(100));
        }
    }

    @Test
    void whoPretendsToListenIsNotBelieved() throws Exception {
        try (var server = java.nio.channels.ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            for (String said : List.of("HTTP/1.1 400 Bad Request\r\n\r\n", "#CHALLENGE#01234567")) {
                var served =
                        ConnectionContract.inBackground(
                                () -> {
                                    try (var channel = server.accept()) {
                                        channel.write(ByteBuffer.wrap(said.getBytes(US_ASCII)));
                                    }
                                });
                assertThatThrownBy(
                                () ->
                                        Connection.connect(
                                                connecting(),
                                                new Address.Tcp("127.0.0.1", port),
                                                key))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining(whatIsWrongWithAnImpostor());
                served.get(10, TimeUnit.SECONDS);
            }
            assertThatThrownBy(
                            () ->
                                    Connection.connect(
                                            o ->
                                                    connecting()
                                                            .apply(o)
                                                            .withHandshakeTimeout(
                                                                    Duration.ofMillis(200)),
                                            new Address.Tcp("127.0.0.1", port),
                                            key))
                    .isInstanceOf(java.io.UncheckedIOException.class)
                    .hasMessageContaining("no answer in time");
        }
    }

    @Test
    void brokenFramesAfterTheHandshakeEndTheConnectionOnly() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            try (var client = this.<Object>connect();
                    var accepted = listener.<Object>accept()) {
                var channel = ((SocketCarrier) client.carrier()).channel();
                channel.write(ByteBuffer.wrap(FrameFuzzTest.frames(random)));
                channel.shutdownOutput();
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> hasEnded(accepted));
            }
        }
    }

    private static boolean hasEnded(Connection<Object> connection) throws InterruptedException {
        try {
            connection.skip();
            return false;
        } catch (ConnectionClosedException e) {
            return true;
        }
    }
}
