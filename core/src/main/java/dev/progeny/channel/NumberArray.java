package dev.progeny.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// An array of numbers as the bytes that it is in memory.
///
/// @param kind which type, see [Parcel]
/// @param segment its elements
record NumberArray(int kind, MemorySegment segment) {
    private static final int BYTES = 2;
    private static final int SHORTS = 3;
    private static final int CHARS = 4;
    private static final int INTS = 5;
    private static final int LONGS = 6;
    private static final int FLOATS = 7;
    private static final int DOUBLES = 8;

    /// Null for anything else.
    static @Nullable NumberArray of(Object value) {
        return switch (value) {
            case byte[] array -> new NumberArray(BYTES, MemorySegment.ofArray(array));
            case short[] array -> new NumberArray(SHORTS, MemorySegment.ofArray(array));
            case char[] array -> new NumberArray(CHARS, MemorySegment.ofArray(array));
            case int[] array -> new NumberArray(INTS, MemorySegment.ofArray(array));
            case long[] array -> new NumberArray(LONGS, MemorySegment.ofArray(array));
            case float[] array -> new NumberArray(FLOATS, MemorySegment.ofArray(array));
            case double[] array -> new NumberArray(DOUBLES, MemorySegment.ofArray(array));
            default -> null;
        };
    }

    long byteSize() {
        return segment.byteSize();
    }

    /// Room for an array of such a size.
    static MemorySegment allocate(int kind, int byteSize) {
        return switch (kind) {
            case BYTES -> MemorySegment.ofArray(new byte[byteSize]);
            case SHORTS -> MemorySegment.ofArray(new short[byteSize / Short.BYTES]);
            case CHARS -> MemorySegment.ofArray(new char[byteSize / Character.BYTES]);
            case INTS -> MemorySegment.ofArray(new int[byteSize / Integer.BYTES]);
            case LONGS -> MemorySegment.ofArray(new long[byteSize / Long.BYTES]);
            case FLOATS -> MemorySegment.ofArray(new float[byteSize / Float.BYTES]);
            case DOUBLES -> MemorySegment.ofArray(new double[byteSize / Double.BYTES]);
            default -> throw unknown(kind);
        };
    }

    /// The array that such memory holds.
    static Object read(int kind, MemorySegment memory) {
        return switch (kind) {
            case BYTES -> memory.toArray(JAVA_BYTE);
            case SHORTS -> memory.toArray(JAVA_SHORT);
            case CHARS -> memory.toArray(JAVA_CHAR);
            case INTS -> memory.toArray(JAVA_INT);
            case LONGS -> memory.toArray(JAVA_LONG);
            case FLOATS -> memory.toArray(JAVA_FLOAT);
            case DOUBLES -> memory.toArray(JAVA_DOUBLE);
            default -> throw unknown(kind);
        };
    }

    private static IllegalStateException unknown(int kind) {
        return new IllegalStateException(
                "no such element in a queue: kind="
                        + kind
                        + "; use one version of Progeny on all class paths");
    }
}
