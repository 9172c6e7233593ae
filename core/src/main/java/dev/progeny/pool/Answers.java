package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.codec.Throwables;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

/// What workers answer, decoded.
final class Answers {
    private Answers() {}

    static @Nullable Object decode(Frame answer) {
        byte[] bytes = answer.bytes();
        int from = PoolProtocol.AFTER_RECEIPT;
        return Codec.java().decode(bytes, from, bytes.length - from);
    }

    static Throwable decodeThrowable(Frame answer) {
        byte[] bytes = answer.bytes();
        int from = PoolProtocol.AFTER_RECEIPT;
        return Throwables.decode(bytes, from, bytes.length - from);
    }
}
