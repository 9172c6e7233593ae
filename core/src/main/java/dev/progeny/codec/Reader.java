package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/// A position in a message. Reads what [Writer] writes and trusts nothing: every length is held
/// against the bytes that are there.
///
/// Part of the lean path: no lambda, no string that is put together except for an error.
final class Reader {
    final byte[] bytes;
    final int limit;
    int position;

    /// Elements that collections and arrays may still announce: each takes a byte of its own, so
    /// all of them together cannot be more than the message has bytes.
    private int unclaimed;

    Reader(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.position = offset;
        this.limit = offset + length;
        this.unclaimed = length;
    }

    int remaining() {
        return limit - position;
    }

    /// Passes `count` bytes and returns where they start.
    int skip(int count) {
        int start = position;
        if (count < 0 || count > limit - start) {
            throw malformed("cut short");
        }
        position = start + count;
        return start;
    }

    byte readByte() {
        return bytes[skip(1)];
    }

    short readShort() {
        int at = skip(2);
        return (short) ((bytes[at] & 0xFF) | bytes[at + 1] << 8);
    }

    int readInt() {
        int at = skip(4);
        byte[] b = bytes;
        return (b[at] & 0xFF)
                | (b[at + 1] & 0xFF) << 8
                | (b[at + 2] & 0xFF) << 16
                | b[at + 3] << 24;
    }

    long readLong() {
        long low = readInt() & 0xFFFF_FFFFL;
        return low | (long) readInt() << 32;
    }

    /// Reads what [Writer#writeLength] wrote.
    int readLength() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int group = readByte();
            value |= (group & 0x7F) << shift;
            if (group >= 0) {
                return value < 0 ? refuse("a negative length") : value;
            }
        }
        return refuse("a length without end");
    }

    /// Reads the number of elements, of at least one byte each, that follow.
    int readCount() {
        int count = readLength();
        if (count > remaining() || count > unclaimed) {
            throw malformed("cut short");
        }
        unclaimed -= count;
        return count;
    }

    /// Reads a string as a value; null is not one.
    String readString() {
        int tag = readByte();
        String text = tag == Tag.LATIN1 || tag == Tag.UTF16 ? readText(tag) : null;
        if (text == null) {
            throw malformed("no string where one must be");
        }
        return text;
    }

    /// Reads a string behind its tag.
    String readText(int tag) {
        int length = readLength();
        if (tag == Tag.LATIN1) {
            return latin1(bytes, skip(length), length);
        }
        char[] chars = new char[elements(length, 2)];
        ByteBuffer.wrap(bytes, skip(2 * length), 2 * length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asCharBuffer()
                .get(chars);
        return new String(chars);
    }

    /// A string of one byte per character. The constructor is deprecated since it can do no other
    /// charset; the one that takes a charset loads all the standard ones.
    @SuppressWarnings("deprecation")
    static String latin1(byte[] bytes, int offset, int length) {
        return new String(bytes, 0, offset, length);
    }

    /// Checks that so many elements of so many bytes are really there.
    int elements(int count, int size) {
        if (count > remaining() / size) {
            throw malformed("cut short");
        }
        return count;
    }

    private int refuse(String fact) {
        throw malformed(fact);
    }

    /// Says that the bytes are no message. The declared type keeps the verifier from loading ours.
    RuntimeException malformed(String fact) {
        return unreadable("not a message of this codec: " + fact + " at byte=" + position, null);
    }

    /// Wraps what went wrong while a message was read.
    static RuntimeException because(Throwable failure) {
        return UnreadableException.wrap(failure);
    }

    static RuntimeException unreadable(String message, @Nullable Throwable cause) {
        return UnreadableException.of(message, cause);
    }
}
