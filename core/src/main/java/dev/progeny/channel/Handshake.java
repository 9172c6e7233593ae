package dev.progeny.channel;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// How a listener and a client prove to each other that both have the key. Version 1.
///
/// Knows no socket and no clock: bytes in, bytes out. Not for use by several threads.
///
/// | from     | message | its bytes                                                             |
/// |----------|---------|-----------------------------------------------------------------------|
/// | listener | HELLO   | `1`, version (1 byte), challenge (32)                                  |
/// | client   | PROOF   | `2`, challenge (32), MAC (32) of `client`                             |
/// | listener | WELCOME | `3`, MAC (32) of `listener`                                            |
/// | listener | REFUSAL | `4`                                                                   |
///
/// The MAC of a role is HMAC-SHA-256 under the key over: its name for the role with a zero byte,
/// the listener's challenge, the client's challenge, and the binding, what only the ends of this
/// connection know: nothing on a bare socket, 32 bytes inside TLS. The name says in which direction
/// it may go, so none can be reflected; both challenges are fresh and random, so none can be
/// replayed; the binding differs between two TLS connections, so none can be passed on by somebody
/// who stands between them. The listener speaks first, the client proves first: a stranger learns
/// 34 random bytes and that it was refused.
///
///     client:    AWAITS_HELLO --HELLO--> AWAITS_WELCOME --WELCOME--> AUTHENTICATED
///     listener:  AWAITS_PROOF --PROOF--> AUTHENTICATED
///     any other message, and any that is not right: REFUSED
final class Handshake {
    /// Longest frame before both sides are known. None of the messages is as long as that.
    static final int MOST_BYTES = 256;

    static final int VERSION = 1;
    static final int CHALLENGE_BYTES = 32;

    private static final int MAC_BYTES = 32;
    private static final byte HELLO = 1;
    private static final byte PROOF = 2;
    private static final byte WELCOME = 3;
    private static final byte REFUSAL = 4;
    private static final byte[] CLIENT = role("progeny 1 client");
    private static final byte[] LISTENER = role("progeny 1 listener");
    private static final byte[] NOTHING = new byte[0];

    /// Where a side stands.
    enum State {
        AWAITS_HELLO,
        AWAITS_WELCOME,
        AWAITS_PROOF,
        AUTHENTICATED,
        REFUSED;

        boolean isOver() {
            return this == AUTHENTICATED || this == REFUSED;
        }
    }

    /// What is said.
    sealed interface Message {

        /// Begins the handshake.
        @SuppressWarnings("ArrayRecordComponent") // a carrier between two calls, never a key
        record Hello(int version, byte[] challenge) implements Message {}

        /// The client has the key.
        @SuppressWarnings("ArrayRecordComponent")
        record Proof(byte[] challenge, byte[] mac) implements Message {}

        /// The listener has it too, and has believed the client.
        @SuppressWarnings("ArrayRecordComponent")
        record Welcome(byte[] mac) implements Message {}

        /// The listener has not believed the client.
        record Refusal() implements Message {}

        /// Bytes of this message.
        default byte[] encode() {
            return switch (this) {
                case Hello(int version, byte[] challenge) ->
                        join(new byte[] {HELLO, (byte) version}, challenge);
                case Proof(byte[] challenge, byte[] mac) ->
                        join(new byte[] {PROOF}, challenge, mac);
                case Welcome(byte[] mac) -> join(new byte[] {WELCOME}, mac);
                case Refusal() -> new byte[] {REFUSAL};
            };
        }

        /// Reads a message.
        ///
        /// @return null if it is none
        static @Nullable Message decode(byte[] bytes) {
            int length = bytes.length;
            return switch (length == 0 ? 0 : bytes[0]) {
                case HELLO -> length == 2 + CHALLENGE_BYTES ? hello(bytes) : null;
                case PROOF -> length == 1 + CHALLENGE_BYTES + MAC_BYTES ? proof(bytes) : null;
                case WELCOME ->
                        length == 1 + MAC_BYTES ? new Welcome(cut(bytes, 1, MAC_BYTES)) : null;
                case REFUSAL -> length == 1 ? new Refusal() : null;
                default -> null;
            };
        }

        private static Message hello(byte[] bytes) {
            return new Hello(bytes[1], cut(bytes, 2, CHALLENGE_BYTES));
        }

        private static Message proof(byte[] bytes) {
            int mac = 1 + CHALLENGE_BYTES;
            return new Proof(cut(bytes, 1, CHALLENGE_BYTES), cut(bytes, mac, MAC_BYTES));
        }
    }

    private final AuthKey key;
    private final byte[] ownChallenge = new byte[CHALLENGE_BYTES];
    private byte[] listenersChallenge = NOTHING;
    private byte[] binding = NOTHING;
    private State state;
    private String refusal = "";

    private Handshake(AuthKey key, SecureRandom random, State state) {
        this.key = key;
        this.state = state;
        random.nextBytes(ownChallenge);
    }

    static Handshake ofListener(AuthKey key, SecureRandom random) {
        return new Handshake(key, random, State.AWAITS_PROOF);
    }

    static Handshake ofClient(AuthKey key, SecureRandom random) {
        return new Handshake(key, random, State.AWAITS_HELLO);
    }

    /// Has the proofs include something; before anything is heard.
    void bind(byte[] connection) {
        binding = connection;
    }

    State state() {
        return state;
    }

    /// Why it was refused, without anything that is secret.
    String refusal() {
        return refusal;
    }

    /// What this side says before it has heard anything.
    ///
    /// @return null if it only listens
    byte @Nullable [] opening() {
        return state == State.AWAITS_PROOF
                ? new Message.Hello(VERSION, ownChallenge).encode()
                : null;
    }

    /// Hears a message. If this side is [refused][State#REFUSED] then, the answer is still to be
    /// sent, and nothing more.
    ///
    /// @param bytes the message, at most [#MOST_BYTES]
    /// @return the answer; null if there is none
    byte @Nullable [] hear(byte[] bytes) {
        var message = Message.decode(bytes);
        var answer =
                switch (message) {
                    case Message.Hello hello when state == State.AWAITS_HELLO -> prove(hello);
                    case Message.Proof proof when state == State.AWAITS_PROOF -> judge(proof);
                    case Message.Welcome welcome when state == State.AWAITS_WELCOME ->
                            judge(welcome);
                    case Message.Refusal _ when state == State.AWAITS_WELCOME ->
                            refuse("the listener has refused the key of this side");
                    case null, default -> refuse("the other side does not speak this protocol");
                };
        return answer == null ? null : answer.encode();
    }

    private @Nullable Message prove(Message.Hello hello) {
        if (hello.version() != VERSION) {
            return refuse(
                    "the listener speaks another version: version="
                            + hello.version()
                            + ", expected="
                            + VERSION);
        }
        state = State.AWAITS_WELCOME;
        listenersChallenge = hello.challenge();
        return new Message.Proof(
                ownChallenge, key.mac(CLIENT, listenersChallenge, ownChallenge, binding));
    }

    private Message judge(Message.Proof proof) {
        byte[] expected = key.mac(CLIENT, ownChallenge, proof.challenge(), binding);
        if (!MessageDigest.isEqual(expected, proof.mac())) {
            refuse("the client does not have the key");
            return new Message.Refusal();
        }
        state = State.AUTHENTICATED;
        return new Message.Welcome(key.mac(LISTENER, ownChallenge, proof.challenge(), binding));
    }

    private @Nullable Message judge(Message.Welcome welcome) {
        byte[] expected = key.mac(LISTENER, listenersChallenge, ownChallenge, binding);
        if (!MessageDigest.isEqual(expected, welcome.mac())) {
            return refuse("the listener does not have the key");
        }
        state = State.AUTHENTICATED;
        return null;
    }

    private @Nullable Message refuse(String reason) {
        state = State.REFUSED;
        refusal = reason;
        return null;
    }

    private static byte[] role(String name) {
        return (name + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] cut(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private static byte[] join(byte[]... pieces) {
        int length = 0;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }
}
