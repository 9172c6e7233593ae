package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Arrays of objects that are numbers of one kind, all of them: what the batches of a map mostly
/// are. They travel as an array of primitives would, without a tag for each.
final class BoxedNumbers {
    private BoxedNumbers() {}

    /// Writes the array with its tag; false if it is no such array, and then nothing is written.
    static boolean write(@Nullable Object[] array, Writer out) {
        int start = out.size;
        boolean isWritten = array.length > 0 && writeAs(array[0], array, out);
        if (!isWritten) {
            out.size = start;
        }
        return isWritten;
    }

    private static boolean writeAs(@Nullable Object kind, @Nullable Object[] array, Writer out) {
        if (kind instanceof Integer) {
            return writeInts(array, out);
        } else if (kind instanceof Long) {
            return writeLongs(array, out);
        } else {
            return kind instanceof Double && writeDoubles(array, out);
        }
    }

    private static boolean writeInts(@Nullable Object[] array, Writer out) {
        ByteBuffer body = body(Tag.BOXED_INTS, array.length, Integer.BYTES, out);
        for (Object element : array) {
            if (!(element instanceof Integer number)) {
                return false;
            }
            body.putInt(number);
        }
        return true;
    }

    private static boolean writeLongs(@Nullable Object[] array, Writer out) {
        ByteBuffer body = body(Tag.BOXED_LONGS, array.length, Long.BYTES, out);
        for (Object element : array) {
            if (!(element instanceof Long number)) {
                return false;
            }
            body.putLong(number);
        }
        return true;
    }

    private static boolean writeDoubles(@Nullable Object[] array, Writer out) {
        ByteBuffer body = body(Tag.BOXED_DOUBLES, array.length, Double.BYTES, out);
        for (Object element : array) {
            if (!(element instanceof Double number)) {
                return false;
            }
            body.putLong(Double.doubleToRawLongBits(number));
        }
        return true;
    }

    private static ByteBuffer body(int tag, int length, int size, Writer out) {
        out.writeByte(tag);
        out.writeLength(length);
        int count = Math.multiplyExact(length, size);
        int at = out.reserve(count);
        return ByteBuffer.wrap(out.bytes, at, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads the array behind its tag.
    static Object[] read(int tag, Reader in) {
        int length = in.readLength();
        int size = tag == Tag.BOXED_INTS ? Integer.BYTES : Long.BYTES;
        Object[] array = new Object[in.elements(length, size)];
        int count = length * size;
        ByteBuffer body =
                ByteBuffer.wrap(in.bytes, in.skip(count), count).order(ByteOrder.LITTLE_ENDIAN);
        switch (tag) {
            case Tag.BOXED_INTS -> {
                for (int i = 0; i < length; i++) {
                    array[i] = body.getInt();
                }
            }
            case Tag.BOXED_LONGS -> {
                for (int i = 0; i < length; i++) {
                    array[i] = body.getLong();
                }
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    array[i] = Double.longBitsToDouble(body.getLong());
                }
            }
        }
        return array;
    }
}
