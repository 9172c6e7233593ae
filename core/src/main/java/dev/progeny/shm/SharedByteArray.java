package dev.progeny.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// An array of bytes that several processes share.
///
/// **One element** is read and written as a whole: [#get] sees what its writer had done before
/// [#set], and neither costs more than a plain access on x86-64. They are not in one order with
/// accesses to *other* elements; where two processes each store one element and then look at the
/// other's, use [#getAndSet] to store. The methods that read and write in one are atomic, and
/// ordered as in [java.util.concurrent.atomic.AtomicIntegerArray].
///
/// **Ranges** are copied plainly: a process that reads meanwhile may see some elements new and some
/// old, and so may everybody if the copying process dies.
public final class SharedByteArray extends SharedArray {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfByte ELEMENT = ValueLayout.JAVA_BYTE;

    /// Elements and padding: whole words.
    private final transient MemorySegment words;

    SharedByteArray(Memory memory) {
        super(memory, Byte.BYTES);
        words = memory.block().segment();
    }

    /// Creates an array of zeros.
    ///
    /// @param length number of elements, at least 0
    /// @return the array
    public static SharedByteArray create(int length) {
        return new SharedByteArray(Memory.create(length, Byte.BYTES));
    }

    /// Creates an array with these elements.
    ///
    /// @param values copied
    /// @return the array
    public static SharedByteArray copyOf(byte... values) {
        var made = create(values.length);
        made.write(0, values);
        return made;
    }

    /// Reads an element, with acquire semantics.
    ///
    /// @param index from 0 on
    /// @return what it is now
    public byte get(int index) {
        return AtomicBytes.get(elements(), check(index));
    }

    /// Stores an element, with release semantics.
    ///
    /// @param index from 0 on
    /// @param value the new one
    public void set(int index, byte value) {
        AtomicBytes.set(elements(), check(index), value);
    }

    /// Reads an element without any order.
    ///
    /// @param index from 0 on
    /// @return what it is or was
    public byte getPlain(int index) {
        return elements().getAtIndex(ELEMENT, check(index));
    }

    /// Stores an element without any order.
    ///
    /// @param index from 0 on
    /// @param value the new one
    public void setPlain(int index, byte value) {
        elements().setAtIndex(ELEMENT, check(index), value);
    }

    /// Replaces an element.
    ///
    /// @param index from 0 on
    /// @param value the new one
    /// @return the one before
    public byte getAndSet(int index, byte value) {
        return getAndUpdate(index, before -> value);
    }

    /// Replaces an element if it is what the caller believes.
    ///
    /// @param index from 0 on
    /// @param expected the value to replace
    /// @param value the new one
    /// @return false, and nothing is changed, if it is another
    public boolean compareAndSet(int index, byte expected, byte value) {
        requireOpen();
        return AtomicBytes.compareAndSet(words, check(index), expected, value);
    }

    /// Adds to an element.
    ///
    /// @param index from 0 on
    /// @param delta what is added
    /// @return the value before
    public byte getAndAdd(int index, byte delta) {
        return getAndUpdate(index, before -> before + delta);
    }

    /// Adds to an element.
    ///
    /// @param index from 0 on
    /// @param delta what is added
    /// @return the new value
    public byte addAndGet(int index, byte delta) {
        return (byte) (getAndAdd(index, delta) + delta);
    }

    /// Adds one to an element.
    ///
    /// @param index from 0 on
    /// @return the new value
    public byte incrementAndGet(int index) {
        return addAndGet(index, (byte) 1);
    }

    /// Subtracts one from an element.
    ///
    /// @param index from 0 on
    /// @return the new value
    public byte decrementAndGet(int index) {
        return addAndGet(index, (byte) -1);
    }

    /// Replaces an element by what a function makes of it.
    ///
    /// @param index from 0 on
    /// @param update without side effects; called again if another writer came first
    /// @return the value before
    public byte getAndUpdate(int index, IntUnaryOperator update) {
        while (true) {
            byte before = get(index);
            if (compareAndSet(index, before, (byte) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /// Replaces an element by what a function makes of it.
    ///
    /// @param index from 0 on
    /// @param update without side effects; called again if another writer came first
    /// @return the new value
    public byte updateAndGet(int index, IntUnaryOperator update) {
        while (true) {
            byte before = get(index);
            byte next = (byte) update.applyAsInt(before);
            if (compareAndSet(index, before, next)) {
                return next;
            }
        }
    }

    /// Replaces an element by what a function makes of it and another value.
    ///
    /// @param index from 0 on
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the new value
    public byte accumulateAndGet(int index, byte x, IntBinaryOperator accumulate) {
        return updateAndGet(index, before -> accumulate.applyAsInt(before, x));
    }

    /// Copies elements out.
    ///
    /// @param from first element to read
    /// @param into filled from its start to its end
    public void read(int from, byte[] into) {
        read(from, into, 0, into.length);
    }

    /// Copies elements out.
    ///
    /// @param from first element to read
    /// @param into where they are written to
    /// @param start of the part of it that is written
    /// @param count how many
    public void read(int from, byte[] into, int start, int count) {
        checkRange(from, count);
        MemorySegment.copy(elements(), ELEMENT, at(from), into, start, count);
    }

    /// Copies elements in.
    ///
    /// @param from first element to replace
    /// @param values the new ones
    public void write(int from, byte... values) {
        write(from, values, 0, values.length);
    }

    /// Copies elements in.
    ///
    /// @param from first element to replace
    /// @param values where the new ones are
    /// @param start of the part of it that is copied
    /// @param count how many
    public void write(int from, byte[] values, int start, int count) {
        checkRange(from, count);
        MemorySegment.copy(values, start, elements(), ELEMENT, at(from), count);
    }

    /// Replaces all elements by one value.
    ///
    /// @param value the new one
    public void fill(byte value) {
        fill(0, length(), value);
    }

    /// Replaces a range of elements by one value.
    ///
    /// @param from first element
    /// @param count how many
    /// @param value the new one
    public void fill(int from, int count, byte value) {
        checkRange(from, count);
        elements().asSlice(at(from), count).fill(value);
    }

    /// Copies all elements out.
    ///
    /// @return a new array
    public byte[] toArray() {
        return toArray(0, length());
    }

    /// Copies a range of elements out.
    ///
    /// @param from first element
    /// @param count how many
    /// @return a new array
    public byte[] toArray(int from, int count) {
        checkRange(from, count);
        var copy = new byte[count];
        read(from, copy);
        return copy;
    }

    /// The elements in order, each as it is when the stream comes to it.
    ///
    /// @return a stream that reads the memory lazily
    public IntStream stream() {
        return IntStream.range(0, length()).map(this::get);
    }

    private static long at(int index) {
        return index;
    }
}
