package dev.progeny.shm;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The primitive types as components of a record: how each is laid out, read and written.
enum Scalar {
    BOOLEAN(ValueLayout.JAVA_BOOLEAN) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_BOOLEAN, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_BOOLEAN, offset, (boolean) value);
        }
    },
    BYTE(ValueLayout.JAVA_BYTE) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_BYTE, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
        }
    },
    SHORT(ValueLayout.JAVA_SHORT) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_SHORT, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_SHORT, offset, (short) value);
        }
    },
    CHAR(ValueLayout.JAVA_CHAR) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_CHAR, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_CHAR, offset, (char) value);
        }
    },
    INT(ValueLayout.JAVA_INT) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_INT, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_INT, offset, (int) value);
        }
    },
    LONG(ValueLayout.JAVA_LONG) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_LONG, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_LONG, offset, (long) value);
        }
    },
    FLOAT(ValueLayout.JAVA_FLOAT) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_FLOAT, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_FLOAT, offset, (float) value);
        }
    },
    DOUBLE(ValueLayout.JAVA_DOUBLE) {
        @Override
        Object read(MemorySegment from, long offset) {
            return from.get(ValueLayout.JAVA_DOUBLE, offset);
        }

        @Override
        void write(MemorySegment into, long offset, Object value) {
            into.set(ValueLayout.JAVA_DOUBLE, offset, (double) value);
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // a layout is immutable
    private final ValueLayout layout;

    Scalar(ValueLayout layout) {
        this.layout = layout;
    }

    /// The scalar of a primitive type; null if the type is none.
    static @Nullable Scalar of(Class<?> type) {
        for (Scalar scalar : values()) {
            if (scalar.layout.carrier() == type) {
                return scalar;
            }
        }
        return null;
    }

    ValueLayout layout() {
        return layout;
    }

    abstract Object read(MemorySegment from, long offset);

    abstract void write(MemorySegment into, long offset, Object value);
}
