package dev.progeny.codec;

import java.util.Arrays;

/// A growing array of bytes, and how numbers and strings are written into it.
final class Writer {
    /// Strings up to here are looked through character by character; longer ones are copied and
    /// compared, which the JIT does many characters at a time.
    private static final int SHORT_STRING = 32;

    static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    byte[] bytes;
    int size;

    Writer(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /// Makes room for `count` more bytes and returns where they start.
    int reserve(int count) {
        int start = size;
        int end = start + count;
        if (end < 0 || end > bytes.length) {
            grow(count);
        }
        size = end;
        return start;
    }

    private void grow(int count) {
        long needed = (long) size + count;
        if (needed > MAX_SIZE) {
            throw new IllegalStateException(
                    "the message is too long: bytes=" + needed + ", at most=" + MAX_SIZE);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * size)));
    }

    void writeByte(int value) {
        int at = reserve(1);
        bytes[at] = (byte) value;
    }

    void writeShort(int value) {
        int at = reserve(2);
        byte[] b = bytes;
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >> 8);
    }

    void writeInt(int value) {
        int at = reserve(4);
        byte[] b = bytes;
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >> 8);
        b[at + 2] = (byte) (value >> 16);
        b[at + 3] = (byte) (value >> 24);
    }

    void writeLong(long value) {
        int at = reserve(8);
        byte[] b = bytes;
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >> 8);
        b[at + 2] = (byte) (value >> 16);
        b[at + 3] = (byte) (value >> 24);
        b[at + 4] = (byte) (value >> 32);
        b[at + 5] = (byte) (value >> 40);
        b[at + 6] = (byte) (value >> 48);
        b[at + 7] = (byte) (value >> 56);
    }

    /// Writes a number that is not negative, small ones in one byte.
    void writeLength(int value) {
        int rest = value;
        while (rest > 0x7F) {
            writeByte(rest | 0x80);
            rest >>>= 7;
        }
        writeByte(rest);
    }

    void writeBytes(byte[] source, int offset, int count) {
        int at = reserve(count);
        System.arraycopy(source, offset, bytes, at, count);
    }

    /// Writes a string as a value, tag included.
    void writeString(String text) {
        int start = size;
        int length = text.length();
        writeByte(Tag.LATIN1);
        writeLength(length);
        int at = reserve(length);
        if (!copyLatin1(text, length, at)) {
            size = start;
            writeUtf16(text, length);
        }
    }

    @SuppressWarnings("deprecation") // getBytes that drops the high bytes: what is wanted here
    private boolean copyLatin1(String text, int length, int at) {
        if (length <= SHORT_STRING) {
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c > 0xFF) {
                    return false;
                }
                bytes[at + i] = (byte) c;
            }
            return true;
        }
        text.getBytes(0, length, bytes, at);
        return text.equals(Reader.latin1(bytes, at, length));
    }

    private void writeUtf16(String text, int length) {
        writeByte(Tag.UTF16);
        writeLength(length);
        int at = reserve(Math.multiplyExact(2, length));
        byte[] b = bytes;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            b[at + 2 * i] = (byte) c;
            b[at + 2 * i + 1] = (byte) (c >> 8);
        }
    }
}
