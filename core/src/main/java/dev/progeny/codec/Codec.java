package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Turns objects into bytes and back, by value. Stateless and safe for use by many threads.
///
/// The two stream methods are all that a codec must have. The two array methods are what the rest
/// of Progeny calls: they turn every failure into one of two exceptions that say what to do.
public interface Codec {

    /// The codec of the JDK: fast paths for what travels most, JDK serialization for all else,
    /// behind [ClassFilter#standard()].
    ///
    /// @return the codec, always the same
    static Codec java() {
        return JavaCodec.STANDARD;
    }

    /// The codec of the JDK behind a filter of the caller's.
    ///
    /// @param filter which classes may be decoded
    /// @return the codec
    static Codec java(ClassFilter filter) {
        return new JavaCodec(filter);
    }

    /// Writes one value, so that [#decode(InputStream)] knows where it ends.
    ///
    /// @param value what to send, or null
    /// @param out where to; not closed
    /// @throws IOException if `out` fails or the value cannot be written
    void encode(@Nullable Object value, OutputStream out) throws IOException;

    /// Reads one value, and no byte beyond it.
    ///
    /// @param in where [#encode(Object, OutputStream)] wrote to; not closed
    /// @return the value, which may be null
    /// @throws IOException if `in` fails or does not hold a value
    /// @throws ClassNotFoundException if a class of the value is missing here
    @Nullable Object decode(InputStream in) throws IOException, ClassNotFoundException;

    /// Encodes one value.
    ///
    /// @param value what to send, or null
    /// @return its bytes
    /// @throws UnsendableException if it cannot be sent; names the class and the path to it
    default byte[] encode(@Nullable Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            encode(value, out);
        } catch (Throwable failure) {
            throw Refusal.of(value, failure);
        }
        return out.toByteArray();
    }

    /// Encodes one value behind room for something else, such as the head of a frame.
    ///
    /// @param value what to send, or null
    /// @param head bytes to leave free in front
    /// @return the free bytes, zero, then those of [#encode(Object)]
    /// @throws UnsendableException if it cannot be sent; names the class and the path to it
    default byte[] encode(@Nullable Object value, int head) {
        byte[] encoded = encode(value);
        byte[] bytes = new byte[head + encoded.length];
        System.arraycopy(encoded, 0, bytes, head, encoded.length);
        return bytes;
    }

    /// Decodes one value. Whatever the bytes are, the only exception is [UnreadableException], and
    /// memory is bounded by a small multiple of `length`.
    ///
    /// @param bytes holds what [#encode(Object)] returned
    /// @param offset index of its first byte
    /// @param length number of its bytes
    /// @return the value, which may be null
    /// @throws UnreadableException if the bytes are not a value that can be rebuilt here
    /// @throws IndexOutOfBoundsException if the range is not inside `bytes`
    default @Nullable Object decode(byte[] bytes, int offset, int length) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes, offset, length);
        try {
            return decode(in);
        } catch (Throwable failure) {
            throw UnreadableException.because(failure);
        }
    }
}
