package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Arrays of primitives, copied whole. Views of a [ByteBuffer] do it without `java.lang.invoke`.
final class PrimitiveArrays {
    private static final int INT_MESSAGE = 6;
    private static final int UNKNOWN_MESSAGE = 256;

    /// Leaves room for what goes around the value.
    private static final int LARGEST_HINT = Writer.MAX_SIZE - 1024;

    private PrimitiveArrays() {}

    /// Number of bytes that a message of just this value needs, or a guess for all else.
    static int sizeHint(@Nullable Object value) {
        long size;
        if (value instanceof Integer || value == null) {
            return INT_MESSAGE;
        } else if (value instanceof byte[] a) {
            size = a.length;
        } else if (value instanceof double[] a) {
            size = 8L * a.length;
        } else if (value instanceof long[] a) {
            size = 8L * a.length;
        } else if (value instanceof int[] a) {
            size = 4L * a.length;
        } else if (value instanceof float[] a) {
            size = 4L * a.length;
        } else if (value instanceof String s) {
            return Math.min(s.length(), LARGEST_HINT) + 2 + lengthSize(s.length());
        } else {
            return UNKNOWN_MESSAGE;
        }
        int length = Array.getLength(value);
        long whole = size + 2 + lengthSize(length);
        return whole > LARGEST_HINT ? UNKNOWN_MESSAGE : (int) whole;
    }

    private static int lengthSize(int length) {
        return length == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(length)) / 7;
    }

    /// Writes the array with its tag; false if it is not an array of primitives.
    static boolean write(Object array, Writer out) {
        if (array instanceof byte[] a) {
            head(Tag.BYTES, a.length, out);
            out.writeBytes(a, 0, a.length);
        } else if (array instanceof double[] a) {
            body(Tag.DOUBLES, a.length, 8, out).asDoubleBuffer().put(a);
        } else if (array instanceof int[] a) {
            body(Tag.INTS, a.length, 4, out).asIntBuffer().put(a);
        } else if (array instanceof long[] a) {
            body(Tag.LONGS, a.length, 8, out).asLongBuffer().put(a);
        } else if (array instanceof float[] a) {
            body(Tag.FLOATS, a.length, 4, out).asFloatBuffer().put(a);
        } else if (array instanceof char[] a) {
            body(Tag.CHARS, a.length, 2, out).asCharBuffer().put(a);
        } else if (array instanceof short[] a) {
            body(Tag.SHORTS, a.length, 2, out).asShortBuffer().put(a);
        } else if (array instanceof boolean[] a) {
            head(Tag.BOOLEANS, a.length, out);
            int at = out.reserve(a.length);
            for (int i = 0; i < a.length; i++) {
                out.bytes[at + i] = (byte) (a[i] ? 1 : 0);
            }
        } else {
            return false;
        }
        return true;
    }

    private static void head(int tag, int length, Writer out) {
        out.writeByte(tag);
        out.writeLength(length);
    }

    private static ByteBuffer body(int tag, int length, int size, Writer out) {
        head(tag, length, out);
        int count = Math.multiplyExact(length, size);
        int at = out.reserve(count);
        return ByteBuffer.wrap(out.bytes, at, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads the array behind its tag.
    static Object read(int tag, Reader in) {
        int length = in.readLength();
        switch (tag) {
            case Tag.BOOLEANS -> {
                boolean[] a = new boolean[in.elements(length, 1)];
                int at = in.skip(length);
                for (int i = 0; i < length; i++) {
                    a[i] = in.bytes[at + i] != 0;
                }
                return a;
            }
            case Tag.BYTES -> {
                int at = in.skip(length);
                return Arrays.copyOfRange(in.bytes, at, at + length);
            }
            case Tag.SHORTS -> {
                short[] a = new short[in.elements(length, 2)];
                body(2 * length, in).asShortBuffer().get(a);
                return a;
            }
            case Tag.CHARS -> {
                char[] a = new char[in.elements(length, 2)];
                body(2 * length, in).asCharBuffer().get(a);
                return a;
            }
            case Tag.INTS -> {
                int[] a = new int[in.elements(length, 4)];
                body(4 * length, in).asIntBuffer().get(a);
                return a;
            }
            case Tag.LONGS -> {
                long[] a = new long[in.elements(length, 8)];
                body(8 * length, in).asLongBuffer().get(a);
                return a;
            }
            case Tag.FLOATS -> {
                float[] a = new float[in.elements(length, 4)];
                body(4 * length, in).asFloatBuffer().get(a);
                return a;
            }
            default -> {
                double[] a = new double[in.elements(length, 8)];
                body(8 * length, in).asDoubleBuffer().get(a);
                return a;
            }
        }
    }

    private static ByteBuffer body(int count, Reader in) {
        return ByteBuffer.wrap(in.bytes, in.skip(count), count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
