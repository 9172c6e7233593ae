package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.channel.Handshake.Message;
import dev.progeny.channel.Handshake.State;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// The handshake as bytes, without a socket.
@Tag("any-os")
class HandshakeTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final AuthKey key = AuthKey.random();

    @Test
    void equalKeysAuthenticateBothSides() {
        var sides = new Sides(key, key);

        sides.run();

        assertThat(sides.client.state()).isEqualTo(State.AUTHENTICATED);
        assertThat(sides.listener.state()).isEqualTo(State.AUTHENTICATED);
        assertThat(sides.heard).hasSize(3).allMatch(m -> m.length <= Handshake.MOST_BYTES);
    }

    @Test
    void differentKeysAreRefusedOnBothSides() { // CON-20
        var sides = new Sides(key, AuthKey.random());

        sides.run();

        assertThat(sides.client.state()).isEqualTo(State.REFUSED);
        assertThat(sides.listener.state()).isEqualTo(State.REFUSED);
        assertThat(sides.listener.refusal()).contains("does not have the key");
        assertThat(sides.client.refusal()).contains("refused the key");
    }

    @Test
    void listenerWithoutTheKeyIsNotBelieved() {
        var client = Handshake.ofClient(key, RANDOM);
        byte[] challenge = new byte[Handshake.CHALLENGE_BYTES];
        client.hear(new Message.Hello(Handshake.VERSION, challenge).encode());

        assertThat(client.hear(new Message.Welcome(new byte[32]).encode())).isNull();

        assertThat(client.state()).isEqualTo(State.REFUSED);
        assertThat(client.refusal()).contains("listener does not have the key");
    }

    @Test
    void proofCannotBeReflected() {
        var client = Handshake.ofClient(key, RANDOM);
        var listener = Handshake.ofListener(key, RANDOM);
        var proof = (Message.Proof) decoded(client.hear(opening(listener)));

        client.hear(new Message.Welcome(proof.mac()).encode());

        assertThat(client.state()).isEqualTo(State.REFUSED);
    }

    @Test
    void proofCannotBeReplayedToAnotherListenerOrAtAnotherTime() {
        var client = Handshake.ofClient(key, RANDOM);
        byte[] proof =
                Objects.requireNonNull(client.hear(opening(Handshake.ofListener(key, RANDOM))));
        var later = Handshake.ofListener(key, RANDOM);

        assertThat(later.hear(proof)).isEqualTo(new Message.Refusal().encode());

        assertThat(later.state()).isEqualTo(State.REFUSED);
    }

    @Test
    void challengesAreLongAndNeverTheSame() {
        var seen = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            var hello = (Message.Hello) decoded(opening(Handshake.ofListener(key, RANDOM)));
            assertThat(hello.challenge()).hasSizeGreaterThanOrEqualTo(32);
            seen.add(HexFormat.of().formatHex(hello.challenge()));
        }
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void digestIsHmacSha256AndNothingElseIsSpoken() { // CON-21
        byte[] secret =
                "a secret of 24 bytes ...".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var hello = new Message.Hello(Handshake.VERSION, new byte[32]);
        var client = Handshake.ofClient(AuthKey.of(secret), RANDOM);
        var proof = (Message.Proof) decoded(client.hear(hello.encode()));

        byte[] text = new byte["progeny 1 client".length() + 1 + 64];
        System.arraycopy(
                "progeny 1 client".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                0,
                text,
                0,
                16);
        System.arraycopy(proof.challenge(), 0, text, 17 + 32, 32);
        assertThat(proof.mac()).isEqualTo(hmac(secret, text));

        for (String python :
                List.of("#CHALLENGE#0123456789abcdefghij", "#CHALLENGE#{md5}0123456789")) {
            var other = Handshake.ofClient(AuthKey.of(secret), RANDOM);
            other.hear(python.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(other.state()).isEqualTo(State.REFUSED);
        }
    }

    private static byte[] hmac(byte[] secret, byte[] text) {
        try {
            var mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherVersionIsRefusedWithBothNumbers() {
        var client = Handshake.ofClient(key, RANDOM);

        client.hear(new Message.Hello(2, new byte[32]).encode());

        assertThat(client.state()).isEqualTo(State.REFUSED);
        assertThat(client.refusal()).contains("version=2", "expected=1");
    }

    @Test
    void eachMessageIsRightInOneStateOnly() {
        for (State state : State.values()) {
            for (Message message :
                    List.of(
                            new Message.Hello(Handshake.VERSION, new byte[32]),
                            new Message.Proof(new byte[32], new byte[32]),
                            new Message.Welcome(new byte[32]),
                            new Message.Refusal())) {
                var side = in(state);
                assertThat(side.state()).isEqualTo(state);

                side.hear(message.encode());

                boolean goesOn = state == State.AWAITS_HELLO && message instanceof Message.Hello;
                assertThat(side.state())
                        .as("%s in %s", message.getClass().getSimpleName(), state)
                        .isEqualTo(goesOn ? State.AWAITS_WELCOME : State.REFUSED);
            }
        }
    }

    private Handshake in(State state) {
        var sides = new Sides(key, state == State.REFUSED ? AuthKey.random() : key);
        switch (state) {
            case AWAITS_WELCOME -> sides.client.hear(opening(sides.listener));
            case AUTHENTICATED, REFUSED -> sides.run();
            case AWAITS_HELLO, AWAITS_PROOF -> {}
        }
        return state == State.AWAITS_PROOF ? sides.listener : sides.client;
    }

    @Test
    void nothingButTheMessagesIsDecoded() { // X-SEC-03
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(Handshake.MOST_BYTES + 1)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(6);
            }
            var side =
                    round % 2 == 0
                            ? Handshake.ofClient(key, RANDOM)
                            : Handshake.ofListener(key, RANDOM);
            side.hear(bytes);
            assertThat(side.state())
                    .as("seed=%d, round=%d", seed, round)
                    .isNotEqualTo(State.AUTHENTICATED);
            var message = Message.decode(bytes);
            if (message != null) {
                assertThat(message.encode()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void shortKeysAreRefused() { // CON-12
        for (int length : List.of(0, 1, 15)) {
            assertThatThrownBy(() -> AuthKey.of(new byte[length]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes=" + length);
        }
        assertThat(AuthKey.of(new byte[16])).hasToString("AuthKey[redacted]");
    }

    private static byte[] opening(Handshake side) {
        return Objects.requireNonNull(side.opening());
    }

    private static Message decoded(byte @Nullable [] bytes) {
        return Objects.requireNonNull(Message.decode(Objects.requireNonNull(bytes)));
    }

    /// A client and a listener that hear each other.
    private static final class Sides {
        final Handshake client;
        final Handshake listener;
        final List<byte[]> heard = new ArrayList<>();

        Sides(AuthKey clients, AuthKey listeners) {
            client = Handshake.ofClient(clients, RANDOM);
            listener = Handshake.ofListener(listeners, RANDOM);
        }

        void run() {
            boolean isForClient = true;
            for (byte[] said = listener.opening(); said != null; isForClient = !isForClient) {
                heard.add(Arrays.copyOf(said, said.length));
                said = (isForClient ? client : listener).hear(said);
            }
        }
    }
}
