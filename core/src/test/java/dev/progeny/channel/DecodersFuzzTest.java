package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.Fuzz;
import dev.progeny.NothingLeft;
import dev.progeny.codec.UnreadableException;
import dev.progeny.ring.Frame;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/// Every byte that a stranger or a peer can send, where it is decoded.
@ExtendWith(NothingLeft.class)
class DecodersFuzzTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// What a few records and arrays take; a message that lies about its length wants more.
    private static final long LITTLE = 256 << 10;

    private final AuthKey key = AuthKey.random();

    @Test
    void handshakeBelievesNobody() { // X-SEC-03
        Fuzz.of("handshake", LITTLE).run(this::hear);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void handshakeBelievesNobodyOfAMillion() {
        Fuzz.of("handshake", LITTLE).run(Fuzz.LONG, this::hear);
    }

    /// Each input is heard by both sides, in their first state and in the one after.
    private boolean hear(byte[] input) {
        var listener = Handshake.ofListener(key, RANDOM);
        var client = Handshake.ofClient(key, RANDOM);
        var waiting = Handshake.ofClient(key, RANDOM);
        waiting.hear(listener.opening());
        for (var side : new Handshake[] {listener, client, waiting}) {
            side.hear(input);
            assertThat(side.state()).isNotEqualTo(Handshake.State.AUTHENTICATED);
        }
        return client.state() == Handshake.State.AWAITS_WELCOME;
    }

    @Test
    void introductionTakesWhatIsItsOwn(@TempDir Path scratch) throws Exception { // X-SEC-02
        introduce(scratch, 20_000);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void introductionTakesWhatIsItsOwnOfAMillion(@TempDir Path scratch) throws Exception {
        introduce(scratch, Fuzz.LONG);
    }

    private void introduce(Path scratch, int inputs) throws IOException {
        var address = UnixDomainSocketAddress.of(scratch.resolve("s"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (var stranger = SocketChannel.open(address);
                    var channel = server.accept()) {
                stranger.configureBlocking(false);
                channel.configureBlocking(false);
                Fuzz.of("introduction", LITTLE)
                        .run(inputs, input -> introduce(stranger, channel, input));
            }
        }
    }

    /// The same socket for all: what one input left is read away.
    private boolean introduce(SocketChannel stranger, SocketChannel channel, byte[] input)
            throws IOException {
        int sent = stranger.write(ByteBuffer.wrap(input));
        var introduction =
                new Introduction(new PlainWire(channel), Handshake.ofListener(key, RANDOM));
        boolean isOver = introduction.advance() == 0;
        assertThat(introduction.isAuthenticated()).isFalse();
        var rest = ByteBuffer.allocate(sent + 1024);
        while (channel.read(rest.clear()) > 0) {}
        while (stranger.read(rest.clear()) > 0) {}
        return !isOver;
    }

    @Test
    void streamIsMessagesOrBroken() { // X-SEC-02, X-SEC-03
        Fuzz.of("stream", LITTLE).run(DecodersFuzzTest::receive);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void streamIsMessagesOrBrokenInAMillion() {
        Fuzz.of("stream", LITTLE).run(Fuzz.LONG, DecodersFuzzTest::receive);
    }

    /// Frames of a socket, as an end takes them in: messages of 64 KiB at the most, decoded.
    private static boolean receive(byte[] input) {
        var inbox = new Inbox(SocketCarrier.PART);
        var bytes = ByteBuffer.wrap(input);
        try {
            while (bytes.remaining() >= StreamHeader.BYTES) {
                long word = bytes.getLong();
                long length = StreamHeader.length(word);
                if (!Inbox.isKind(StreamHeader.kind(word)) || length > bytes.remaining()) {
                    return false;
                }
                byte[] payload = new byte[(int) length];
                bytes.get(payload);
                inbox.accept(new Frame(StreamHeader.kind(word), payload));
                if (inbox.hasBegun() && inbox.isTooLong()) {
                    assertThat(inbox.drop().isKept()).isFalse();
                } else if (inbox.isWhole()) {
                    open(inbox.kind(), inbox.take());
                }
            }
            return true;
        } catch (ConnectionClosedException e) {
            assertThat(e.isByPeer()).isTrue();
            return false;
        }
    }

    private static void open(int kind, byte[] message) {
        try {
            if (kind == Inbox.OBJECT) {
                dev.progeny.codec.Codec.java().decode(message, 0, message.length);
            }
        } catch (UnreadableException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void peerOfAPairCannotBreakMoreThanThePair() { // X-SEC-03
        Fuzz.of("stream", 8 << 20).run(2_000, DecodersFuzzTest::receiveFromRelative);
    }

    /// Frames of any kind through the rings of a pair; its other end is left as it is.
    private static boolean receiveFromRelative(byte[] input) throws InterruptedException {
        try (var pair = Connection.<Object>pair()) {
            var bytes = ByteBuffer.wrap(input);
            while (bytes.remaining() >= StreamHeader.BYTES) {
                long word = bytes.getLong();
                int length = (int) Math.min(StreamHeader.length(word), bytes.remaining());
                byte[] payload = new byte[length];
                bytes.get(payload);
                boolean isWritten =
                        pair.right()
                                .carrier()
                                .write(
                                        StreamHeader.kind(word),
                                        payload,
                                        0,
                                        length,
                                        dev.progeny.park.Deadline.after(Duration.ZERO));
                assertThat(isWritten).isTrue();
            }
            while (pair.left().poll()) {
                if (!isTaken(pair.left())) {
                    return false;
                }
            }
            return true;
        }
    }

    /// Takes the next message, whichever kind it is.
    private static boolean isTaken(Connection<Object> end) throws InterruptedException {
        try {
            return end.receive(Duration.ZERO).isPresent();
        } catch (UnreadableException e) {
            return true;
        } catch (IllegalStateException e) {
            return areBytesTaken(end);
        } catch (ConnectionClosedException e) {
            assertThat(e.isByPeer()).isTrue();
            return false;
        } catch (MessageTooLongException e) {
            return false;
        }
    }

    private static boolean areBytesTaken(Connection<Object> end) throws InterruptedException {
        try {
            return end.receiveBytes(Duration.ZERO).isPresent();
        } catch (IllegalStateException e) {
            return true; // they were abandoned, and an object came: the next look takes it
        } catch (ConnectionClosedException e) {
            assertThat(e.isByPeer()).isTrue();
            return false;
        } catch (MessageTooLongException e) {
            return false;
        }
    }
}
