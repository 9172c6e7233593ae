package dev.progeny.shm;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How one component of a record lies in memory. All zero is a value of each kind.
sealed interface Slot {
    MemoryLayout layout();

    Object read(MemorySegment from, long offset);

    /// Stores a value, or refuses one that has no room.
    ///
    /// @param name of the component, for the message
    void write(MemorySegment into, long offset, @Nullable Object value, String name);

    private static IllegalArgumentException refused(String name, String fact) {
        return new IllegalArgumentException("cannot be stored: component=" + name + ", " + fact);
    }

    private static Object required(@Nullable Object value, String name) {
        if (value == null) {
            throw refused(name, "value=null; memory has no null");
        }
        return value;
    }

    /// A primitive.
    record OfScalar(Scalar scalar) implements Slot {
        @Override
        public MemoryLayout layout() {
            return scalar.layout();
        }

        @Override
        public Object read(MemorySegment from, long offset) {
            return scalar.read(from, offset);
        }

        @Override
        public void write(MemorySegment into, long offset, @Nullable Object value, String name) {
            scalar.write(into, offset, required(value, name));
        }
    }

    /// A constant of an enum, by its place among the constants.
    record OfEnum(Class<?> type) implements Slot {
        @Override
        public MemoryLayout layout() {
            return ValueLayout.JAVA_INT;
        }

        @Override
        public Object read(MemorySegment from, long offset) {
            Object[] constants = type.getEnumConstants();
            int at = from.get(ValueLayout.JAVA_INT, offset);
            if (at < 0 || at >= constants.length) {
                throw new IllegalStateException(
                        "no such constant: enum="
                                + type.getName()
                                + ", place="
                                + at
                                + "; do the class paths differ?");
            }
            return constants[at];
        }

        @Override
        public void write(MemorySegment into, long offset, @Nullable Object value, String name) {
            int at = Arrays.asList(type.getEnumConstants()).indexOf(required(value, name));
            into.set(ValueLayout.JAVA_INT, offset, at);
        }
    }

    /// A record in a record.
    record OfRecord(RecordForm<?> form) implements Slot {
        @Override
        public MemoryLayout layout() {
            return form.layout();
        }

        @Override
        public Object read(MemorySegment from, long offset) {
            return form.read(from, offset);
        }

        @Override
        public void write(MemorySegment into, long offset, @Nullable Object value, String name) {
            form.write(into, offset, (Record) required(value, name), name + ".");
        }
    }

    /// Text of up to some bytes, filled up with zeros like C's `char[n]`.
    record OfText(int byteSize) implements Slot {
        @Override
        public MemoryLayout layout() {
            return MemoryLayout.sequenceLayout(byteSize, ValueLayout.JAVA_BYTE);
        }

        @Override
        public Object read(MemorySegment from, long offset) {
            byte[] bytes = from.asSlice(offset, byteSize).toArray(ValueLayout.JAVA_BYTE);
            int length = 0;
            while (length < bytes.length && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }

        @Override
        public void write(MemorySegment into, long offset, @Nullable Object value, String name) {
            byte[] bytes = encode((String) required(value, name), name);
            var room = into.asSlice(offset, byteSize).fill((byte) 0);
            MemorySegment.copy(bytes, 0, room, ValueLayout.JAVA_BYTE, 0, bytes.length);
        }

        private byte[] encode(String text, String name) {
            if (text.indexOf('\0') >= 0) {
                throw refused(name, "text with a NUL character, which would end it");
            }
            byte[] bytes = Utf8.encode(text);
            if (bytes == null) {
                throw refused(name, "text with half a character; it has no UTF-8");
            } else if (bytes.length > byteSize) {
                throw refused(name, "bytes=" + bytes.length + "; @Length is " + byteSize);
            }
            return bytes;
        }
    }

    /// An array of some primitives, of just that length.
    record OfArray(Class<?> element, ValueLayout elementLayout, int length) implements Slot {
        @Override
        public MemoryLayout layout() {
            return MemoryLayout.sequenceLayout(length, elementLayout);
        }

        @Override
        public Object read(MemorySegment from, long offset) {
            Object array = Array.newInstance(element, length);
            MemorySegment.copy(from, elementLayout, offset, array, 0, length);
            return array;
        }

        @Override
        public void write(MemorySegment into, long offset, @Nullable Object value, String name) {
            Object array = required(value, name);
            if (Array.getLength(array) != length) {
                throw refused(name, "length=" + Array.getLength(array) + "; @Length is " + length);
            }
            MemorySegment.copy(array, 0, into, elementLayout, offset, length);
        }
    }
}
