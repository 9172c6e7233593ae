package dev.progeny.manager;

import java.util.Arrays;

/// Encoded values inside an array that has room for the head of their message in front.
///
/// @param bytes holds them
/// @param offset where they begin; they reach to the end
@SuppressWarnings("ArrayRecordComponent") // not copied; equality is that of contents
record Payload(byte[] bytes, int offset) {
    static final Payload NONE = new Payload(new byte[0], 0);

    int length() {
        return bytes.length - offset;
    }

    /// The array with so much room in front, which is this one where it has just that.
    byte[] withHead(int head) {
        if (offset == head) {
            return bytes;
        }
        byte[] moved = new byte[head + length()];
        System.arraycopy(bytes, offset, moved, head, length());
        return moved;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload(byte[] its, int at)
                && Arrays.equals(bytes, offset, bytes.length, its, at, its.length);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOfRange(bytes, offset, bytes.length));
    }

    @Override
    public String toString() {
        return length() + " bytes";
    }
}
