package dev.progeny.manager;

import static dev.progeny.manager.ManagerProtocol.ANSWER_HEAD;
import static dev.progeny.manager.ManagerProtocol.BYE;
import static dev.progeny.manager.ManagerProtocol.CALL;
import static dev.progeny.manager.ManagerProtocol.CALL_HEAD;
import static dev.progeny.manager.ManagerProtocol.CANCEL;
import static dev.progeny.manager.ManagerProtocol.HELLO;
import static dev.progeny.manager.ManagerProtocol.PING;
import static dev.progeny.manager.ManagerProtocol.PONG;
import static dev.progeny.manager.ManagerProtocol.REFUSED;
import static dev.progeny.manager.ManagerProtocol.RELEASE;
import static dev.progeny.manager.ManagerProtocol.RETURNED;
import static dev.progeny.manager.ManagerProtocol.THREW;
import static dev.progeny.manager.ManagerProtocol.WELCOME;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.manager.ManagerProtocol.ProtocolException;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;

/// Messages of [ManagerProtocol] to bytes and back.
final class ProtocolCodec {
    private static final int HELLO_BYTES = 1 + 4 + 16 + 8 + 1;
    private static final int WELCOME_HEAD = 1 + 16 + 8 + 8;

    private ProtocolCodec() {}

    /// The bytes of a message; those of its payload are used and not copied where they have the
    /// room in front.
    static byte[] encode(Message message) {
        return switch (message) {
            case Message.Call(long id, long target, long method, long thread, var arguments) -> {
                byte[] bytes = arguments.withHead(CALL_HEAD);
                ByteBuffer.wrap(bytes)
                        .put(CALL)
                        .putLong(id)
                        .putLong(target)
                        .putLong(method)
                        .putLong(thread);
                yield bytes;
            }
            case Message.Returned(long id, var result) -> answer(RETURNED, id, result);
            case Message.Threw(long id, var throwable) -> answer(THREW, id, throwable);
            case Message.Cancel(long id) ->
                    ByteBuffer.allocate(1 + Long.BYTES).put(CANCEL).putLong(id).array();
            case Message.Release(long target, long count) ->
                    ByteBuffer.allocate(1 + 2 * Long.BYTES)
                            .put(RELEASE)
                            .putLong(target)
                            .putLong(count)
                            .array();
            case Message.Hello hello -> encode(hello);
            case Message.Welcome welcome -> encode(welcome);
            case Message.Refused(var reason) -> {
                byte[] text = reason.getBytes(UTF_8);
                yield ByteBuffer.allocate(1 + text.length).put(REFUSED).put(text).array();
            }
            case Message.Ping() -> new byte[] {PING};
            case Message.Pong() -> new byte[] {PONG};
            case Message.Bye() -> new byte[] {BYE};
        };
    }

    private static byte[] answer(byte kind, long id, Payload payload) {
        byte[] bytes = payload.withHead(ANSWER_HEAD);
        ByteBuffer.wrap(bytes).put(kind).putLong(id);
        return bytes;
    }

    private static byte[] encode(Message.Hello hello) {
        var out = ByteBuffer.allocate(HELLO_BYTES).put(HELLO).putInt(hello.version());
        put(out, hello.client());
        return out.putLong(hello.pid()).put((byte) (hello.returns() ? 1 : 0)).array();
    }

    private static byte[] encode(Message.Welcome welcome) {
        byte[] bytes = welcome.whereabouts().withHead(WELCOME_HEAD);
        var out = ByteBuffer.wrap(bytes).put(WELCOME);
        put(out, welcome.manager());
        out.putLong(welcome.leaseMillis()).putLong(welcome.mostBytes());
        return bytes;
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    /// The kind of a message.
    ///
    /// @throws ProtocolException if it has none
    static byte kind(byte[] bytes) {
        if (bytes.length == 0) {
            throw new ProtocolException("empty message");
        }
        return bytes[0];
    }

    /// The message that bytes are.
    ///
    /// @throws ProtocolException if they are none
    static Message decode(byte[] bytes) {
        byte kind = kind(bytes);
        var in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        try {
            var message = decode(kind, in, bytes);
            boolean isOpen = kind == CALL || kind == RETURNED || kind == THREW || kind == WELCOME;
            if (!isOpen && in.hasRemaining()) {
                throw new ProtocolException(in.remaining() + " bytes too many, kind " + kind);
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("message of " + bytes.length + " bytes, kind " + kind);
        }
    }

    private static Message decode(byte kind, ByteBuffer in, byte[] bytes) {
        return switch (kind) {
            case HELLO -> new Message.Hello(in.getInt(), id(in), in.getLong(), bool(in.get()));
            case WELCOME ->
                    new Message.Welcome(id(in), in.getLong(), in.getLong(), rest(in, bytes));
            case REFUSED -> {
                var text = UTF_8.decode(in).toString();
                yield new Message.Refused(text);
            }
            case CALL ->
                    new Message.Call(
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            in.getLong(),
                            rest(in, bytes));
            case CANCEL -> new Message.Cancel(in.getLong());
            case RETURNED -> new Message.Returned(in.getLong(), rest(in, bytes));
            case THREW -> new Message.Threw(in.getLong(), rest(in, bytes));
            case RELEASE -> new Message.Release(in.getLong(), in.getLong());
            case PING -> new Message.Ping();
            case PONG -> new Message.Pong();
            case BYE -> new Message.Bye();
            default -> throw new ProtocolException("message of kind " + kind);
        };
    }

    private static UUID id(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static boolean bool(byte value) {
        if (value != 0 && value != 1) {
            throw new ProtocolException("neither true nor false: " + value);
        }
        return value == 1;
    }

    private static Payload rest(ByteBuffer in, byte[] bytes) {
        return new Payload(bytes, in.position());
    }
}
