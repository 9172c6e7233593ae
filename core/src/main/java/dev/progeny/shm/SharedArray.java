package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// What arrays of any element have in common.
abstract sealed class SharedArray implements Shared
        permits SharedByteArray,
                SharedIntArray,
                SharedLongArray,
                SharedFloatArray,
                SharedDoubleArray {
    private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient int length;

    /// In the block there may be padding behind them.
    private final transient MemorySegment elements;

    SharedArray(Memory memory, int elementSize) {
        this.block = memory.block;
        this.length = memory.length;
        this.elements = block.segment().asSlice(0, (long) memory.length * elementSize);
    }

    /// A block for some elements.
    ///
    /// @param block as large as the elements, or larger
    /// @param length how many there are
    record Memory(Block block, int length) {

        static Memory create(int length, int elementSize) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "negative length: length=" + length + "; use at least 0");
            }
            long words = Math.ceilDiv((long) length * elementSize, Long.BYTES);
            return new Memory(Block.create(Math.max(1, words) * Long.BYTES), length);
        }
    }

    /// Number of elements, which never changes.
    ///
    /// @return at least 0
    public int length() {
        return length;
    }

    /// The elements as memory: for bulk work, for native code, for views of other types. Stores
    /// through it are plain.
    ///
    /// @return all elements in native byte order, aligned to 64 bytes; access fails with
    ///     [IllegalStateException] once this object is closed
    public MemorySegment segment() {
        return elements();
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    @Override
    public void close() {
        block.close();
    }

    /// Type and length.
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[length=" + length + "]";
    }

    final MemorySegment elements() {
        requireOpen();
        return elements;
    }

    final void requireOpen() {
        block.requireOpen();
    }

    final int check(int index) {
        return Objects.checkIndex(index, length);
    }

    final void checkRange(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
    }

    /// Of all arrays: inherited.
    final Object writeReplace() {
        return new Handle(getClass(), length, block.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared array travels as its handle");
    }

    /// What travels.
    ///
    /// @param type which array it is
    /// @param length number of elements
    /// @param block where they are
    record Handle(Class<? extends SharedArray> type, int length, Block.Handle block)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() throws InvalidObjectException {
            var memory = new Memory(Block.attach(block), length);
            if (type == SharedByteArray.class) {
                return new SharedByteArray(memory);
            } else if (type == SharedIntArray.class) {
                return new SharedIntArray(memory);
            } else if (type == SharedLongArray.class) {
                return new SharedLongArray(memory);
            } else if (type == SharedFloatArray.class) {
                return new SharedFloatArray(memory);
            } else if (type == SharedDoubleArray.class) {
                return new SharedDoubleArray(memory);
            }
            throw new InvalidObjectException("no array of this library: type=" + type);
        }
    }
}
