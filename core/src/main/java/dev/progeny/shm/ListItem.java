package dev.progeny.shm;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An element of a [SharedList] as it is stored.
///
/// @param kind what Python turns it back into
/// @param format how Python's `struct` writes it, at most eight characters
/// @param bytes text and bytes; empty for the others
/// @param word the others as eight bytes
@SuppressWarnings("ArrayRecordComponent") // never compared, seen by this package alone
record ListItem(Kind kind, String format, byte[] bytes, long word) {
    private static final String INT = "q";
    private static final String FLOAT = "d";
    private static final String BOOL = "xxxxxxx?";
    private static final String NONE = "xxxxxx?x";
    private static final byte[] NO_BYTES = {};

    /// The format of a slot has room for seven digits and an `s`.
    private static final int LARGEST_SLOT = 9_999_992;

    /// What is stored behind the formats.
    enum Kind {
        AS_IT_IS(0),
        TEXT(1),
        BYTES(2),
        NOTHING(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    /// An element of a new list, with a slot of its own size.
    static ListItem of(@Nullable Object value) {
        byte[] bytes = bytesOf(value);
        if (bytes == null) {
            return ofWord(value);
        }
        int slot = 8 * (bytes.length / 8 + 1);
        if (slot > LARGEST_SLOT) {
            throw tooLong(bytes.length, LARGEST_SLOT - 1);
        }
        return ofBytes(value, bytes, slot);
    }

    /// An element for a slot that is there.
    static ListItem of(@Nullable Object value, int slotSize) {
        byte[] bytes = bytesOf(value);
        if (bytes == null) {
            return ofWord(value);
        }
        if (bytes.length > slotSize) {
            throw tooLong(bytes.length, slotSize);
        }
        return ofBytes(value, bytes, slotSize);
    }

    private static IllegalArgumentException tooLong(int length, int most) {
        return new IllegalArgumentException(
                "too long for its slot: bytes="
                        + length
                        + ", slot="
                        + most
                        + "; a slot keeps the size of its first value");
    }

    private static ListItem ofBytes(@Nullable Object value, byte[] bytes, int slotSize) {
        if (bytes.length > 0 && bytes[bytes.length - 1] == 0) {
            throw new IllegalArgumentException(
                    "text and bytes must not end with a zero byte: the slot is filled up with them,"
                            + " so it would be lost; encode the value otherwise");
        }
        var kind = value instanceof String ? Kind.TEXT : Kind.BYTES;
        return new ListItem(kind, slotSize + "s", bytes, 0);
    }

    private static ListItem ofWord(@Nullable Object value) {
        return switch (value) {
            case null -> new ListItem(Kind.NOTHING, NONE, NO_BYTES, 0);
            case Boolean b -> new ListItem(Kind.AS_IT_IS, BOOL, NO_BYTES, b ? 1L << 56 : 0);
            case Double d -> ofDouble(d);
            case Float f -> ofDouble(f);
            case Long l -> ofLong(l);
            case Integer i -> ofLong(i);
            case Short s -> ofLong(s);
            case Byte b -> ofLong(b);
            default ->
                    throw new IllegalArgumentException(
                            "not an element of a shared list: class="
                                    + value.getClass().getName()
                                    + "; use Long, Double, Boolean, String, byte[] or null");
        };
    }

    private static ListItem ofLong(long value) {
        return new ListItem(Kind.AS_IT_IS, INT, NO_BYTES, value);
    }

    private static ListItem ofDouble(double value) {
        return new ListItem(Kind.AS_IT_IS, FLOAT, NO_BYTES, Double.doubleToRawLongBits(value));
    }

    private static byte @Nullable [] bytesOf(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (!(value instanceof String text)) {
            return null;
        }
        byte[] bytes = Utf8.encode(text);
        if (bytes == null) {
            throw new IllegalArgumentException("text with half a character; it has no UTF-8");
        }
        return bytes;
    }

    /// Turns what is in a slot back.
    static @Nullable Object decode(String format, byte code, byte[] slot) {
        if (code == Kind.NOTHING.code) {
            return null;
        }
        if (format.endsWith("s")) {
            byte[] bytes = withoutPadding(slot);
            return code == Kind.TEXT.code ? new String(bytes, StandardCharsets.UTF_8) : bytes;
        }
        long word = ByteBuffer.wrap(slot).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return switch (format) {
            case INT -> word;
            case FLOAT -> Double.longBitsToDouble(word);
            case BOOL -> word >>> 56 != 0;
            default ->
                    throw new IllegalStateException(
                            "the list holds something unknown: format="
                                    + format
                                    + ", code="
                                    + code
                                    + "; was it written by something else?");
        };
    }

    private static byte[] withoutPadding(byte[] slot) {
        int length = slot.length;
        while (length > 0 && slot[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(slot, length);
    }

    /// Bytes of a slot of its own.
    int slotSize() {
        return isWord() ? 8 : Integer.parseInt(format.substring(0, format.length() - 1));
    }

    boolean isWord() {
        return kind != Kind.TEXT && kind != Kind.BYTES;
    }

    byte code() {
        return kind.code;
    }
}
