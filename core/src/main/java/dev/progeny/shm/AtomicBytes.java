package dev.progeny.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Single bytes, atomically. Memory has no compare-and-set for them, so a byte is replaced together
/// with the other three of its word, if none of them has changed meanwhile.
final class AtomicBytes {
    private static final VarHandle BYTE = JAVA_BYTE.varHandle();
    private static final VarHandle WORD = JAVA_INT.varHandle();
    private static final int MASK = 0xFF;

    private AtomicBytes() {}

    static byte get(MemorySegment memory, int index) {
        return (byte) BYTE.getAcquire(memory, (long) index);
    }

    static void set(MemorySegment memory, int index, byte value) {
        BYTE.setRelease(memory, (long) index, value);
    }

    /// Replaces a byte if it is the expected one.
    ///
    /// @param words whole words, aligned
    static boolean compareAndSet(MemorySegment words, int index, byte expected, byte value) {
        long word = index & ~3L;
        int shift = shift(index);
        while (true) {
            int before = (int) WORD.getVolatile(words, word);
            if ((byte) (before >>> shift) != expected) {
                return false;
            }
            int next = (before & ~(MASK << shift)) | ((value & MASK) << shift);
            if (WORD.compareAndSet(words, word, before, next)) {
                return true;
            }
        }
    }

    private static int shift(int index) {
        int place = index & 3;
        boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return Byte.SIZE * (isLittle ? place : 3 - place);
    }
}
