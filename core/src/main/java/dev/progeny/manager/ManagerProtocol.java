package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// What a client and a server of managed objects say to each other, version 1.
///
/// | kind | message  | from   | then                                                          |
/// |-----:|----------|--------|---------------------------------------------------------------|
/// |    1 | HELLO    | client | version (4), client (16), pid (8), returns (1)                |
/// |    2 | WELCOME  | server | manager (16), lease in ms (8), most bytes (8), whereabouts    |
/// |    3 | REFUSED  | server | reason, UTF-8                                                 |
/// |    4 | CALL     | both   | call (8), object (8), method (8), thread (8), arguments       |
/// |    5 | CANCEL   | both   | call (8)                                                      |
/// |    6 | RETURNED | both   | call (8), result                                              |
/// |    7 | THREW    | both   | call (8), throwable                                           |
/// |    8 | RELEASE  | both   | object (8), count (8)                                         |
/// |    9 | PING     | client |                                                               |
/// |   10 | PONG     | server |                                                               |
/// |   11 | BYE      | client |                                                               |
///
/// A message is one byte for its kind and what the table says; numbers are big-endian, values are
/// encoded by [dev.progeny.codec.Codec], throwables by [dev.progeny.codec.Throwables].
///
/// **Legal order** ([Side]). The client says HELLO; the server answers WELCOME, or REFUSED and
/// ends. Then both may call: each CALL is answered by one RETURNED or THREW of its number, in any
/// order; numbers are chosen by the caller and not used twice. CANCEL asks for the end of a call
/// and is not answered itself: the call is. RELEASE gives back that many receipts of a reference.
/// After BYE its sender says nothing more.
final class ManagerProtocol {
    static final int VERSION = 1;

    /// The object that every session has: the server's own directory.
    static final long DIRECTORY = 0;

    static final byte HELLO = 1;
    static final byte WELCOME = 2;
    static final byte REFUSED = 3;
    static final byte CALL = 4;
    static final byte CANCEL = 5;
    static final byte RETURNED = 6;
    static final byte THREW = 7;
    static final byte RELEASE = 8;
    static final byte PING = 9;
    static final byte PONG = 10;
    static final byte BYE = 11;

    /// Room for the head in front of arguments.
    static final int CALL_HEAD = 1 + 4 * Long.BYTES;

    /// Room for the head in front of a result or throwable.
    static final int ANSWER_HEAD = 1 + Long.BYTES;

    private ManagerProtocol() {}

    /// What is said.
    sealed interface Message {

        /// Who comes.
        ///
        /// @param version of this protocol
        /// @param client the same when it comes back
        /// @param pid its process, for messages to people
        /// @param returns whether it means to come back if the connection breaks
        record Hello(int version, UUID client, long pid, boolean returns) implements Message {}

        /// The client is let in.
        ///
        /// @param manager a server that has ended and begun again is another
        /// @param leaseMillis after so long a silence either side is taken for dead
        /// @param mostBytes longest message
        /// @param whereabouts of the server, encoded
        record Welcome(UUID manager, long leaseMillis, long mostBytes, Payload whereabouts)
                implements Message {}

        /// The client is not let in.
        ///
        /// @param reason for people
        record Refused(String reason) implements Message {}

        /// A method is to run at an object.
        ///
        /// @param id of the call
        /// @param target the object
        /// @param method see [Methods]
        /// @param thread of the caller
        /// @param arguments encoded array
        record Call(long id, long target, long method, long thread, Payload arguments)
                implements Message {}

        /// A call is not wanted any more.
        ///
        /// @param id of the call
        record Cancel(long id) implements Message {}

        /// The method returned.
        ///
        /// @param id of the call
        /// @param result encoded
        record Returned(long id, Payload result) implements Message {}

        /// The method threw, or was not called.
        ///
        /// @param id of the call
        /// @param throwable encoded
        record Threw(long id, Payload throwable) implements Message {}

        /// References were let go.
        ///
        /// @param target the object
        /// @param count how often it had been received
        record Release(long target, long count) implements Message {}

        /// Is there anybody?
        record Ping() implements Message {}

        /// There is.
        record Pong() implements Message {}

        /// Nothing more will be said.
        record Bye() implements Message {}
    }

    /// Which messages one end may receive now.
    ///
    ///     server: AWAITS_HELLO --HELLO--> SERVES ----BYE--> ENDED
    ///     client: AWAITS_WELCOME --WELCOME--> USES
    ///             AWAITS_WELCOME --REFUSED--> ENDED
    enum Side {
        AWAITS_HELLO,
        SERVES,
        AWAITS_WELCOME,
        USES,
        ENDED;

        /// The state after a message.
        ///
        /// @throws ProtocolException if nobody may send it now
        Side after(byte kind) {
            var next =
                    switch (this) {
                        case AWAITS_HELLO -> kind == HELLO ? SERVES : null;
                        case AWAITS_WELCOME ->
                                switch (kind) {
                                    case WELCOME -> USES;
                                    case REFUSED -> ENDED;
                                    default -> null;
                                };
                        case SERVES ->
                                switch (kind) {
                                    case PING -> this;
                                    case BYE -> ENDED;
                                    default -> open(kind);
                                };
                        case USES -> kind == PONG ? this : open(kind);
                        case ENDED -> null;
                    };
            if (next == null) {
                throw new ProtocolException("message of kind " + kind + " while " + this);
            }
            return next;
        }

        private @Nullable Side open(byte kind) {
            return switch (kind) {
                case CALL, CANCEL, RETURNED, THREW, RELEASE -> this;
                default -> null;
            };
        }
    }

    /// The other side does not speak this protocol.
    static final class ProtocolException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ProtocolException(String what) {
            super(what + "; is it of another version?");
        }
    }
}
