package dev.progeny.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// An array of 32-bit whole numbers that several processes share.
///
/// **One element** is read and written as a whole: [#get] sees what its writer had done before
/// [#set], and neither costs more than a plain access on x86-64. They are not in one order with
/// accesses to *other* elements; where two processes each store one element and then look at the
/// other's, use [#getAndSet] to store. The methods that read and write in one are atomic, and
/// ordered as in [java.util.concurrent.atomic.AtomicIntegerArray].
///
/// **Ranges** are copied plainly: a process that reads meanwhile may see some elements new and some
/// old, and so may everybody if the copying process dies.
public final class SharedIntArray extends SharedArray {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfInt ELEMENT = ValueLayout.JAVA_INT;
    private static final VarHandle ARRAY = ELEMENT.varHandle();

    SharedIntArray(Memory memory) {
        super(memory, Integer.BYTES);
    }

    /// Creates an array of zeros.
    ///
    /// @param length number of elements, at least 0
    /// @return the array
    public static SharedIntArray create(int length) {
        return new SharedIntArray(Memory.create(length, Integer.BYTES));
    }

    /// Creates an array with these elements.
    ///
    /// @param values copied
    /// @return the array
    public static SharedIntArray copyOf(int... values) {
        var made = create(values.length);
        made.write(0, values);
        return made;
    }

    /// Reads an element, with acquire semantics.
    ///
    /// @param index from 0 on
    /// @return what it is now
    public int get(int index) {
        return (int) ARRAY.getAcquire(elements(), at(check(index)));
    }

    /// Stores an element, with release semantics.
    ///
    /// @param index from 0 on
    /// @param value the new one
    public void set(int index, int value) {
        ARRAY.setRelease(elements(), at(check(index)), value);
    }

    /// Reads an element without any order.
    ///
    /// @param index from 0 on
    /// @return what it is or was
    public int getPlain(int index) {
        return elements().getAtIndex(ELEMENT, check(index));
    }

    /// Stores an element without any order.
    ///
    /// @param index from 0 on
    /// @param value the new one
    public void setPlain(int index, int value) {
        elements().setAtIndex(ELEMENT, check(index), value);
    }

    /// Replaces an element.
    ///
    /// @param index from 0 on
    /// @param value the new one
    /// @return the one before
    public int getAndSet(int index, int value) {
        return (int) ARRAY.getAndSet(elements(), at(check(index)), value);
    }

    /// Replaces an element if it is what the caller believes.
    ///
    /// @param index from 0 on
    /// @param expected the value to replace
    /// @param value the new one
    /// @return false, and nothing is changed, if it is another
    public boolean compareAndSet(int index, int expected, int value) {
        return ARRAY.compareAndSet(elements(), at(check(index)), expected, value);
    }

    /// Adds to an element.
    ///
    /// @param index from 0 on
    /// @param delta what is added
    /// @return the value before
    public int getAndAdd(int index, int delta) {
        return (int) ARRAY.getAndAdd(elements(), at(check(index)), delta);
    }

    /// Adds to an element.
    ///
    /// @param index from 0 on
    /// @param delta what is added
    /// @return the new value
    public int addAndGet(int index, int delta) {
        return (getAndAdd(index, delta) + delta);
    }

    /// Adds one to an element.
    ///
    /// @param index from 0 on
    /// @return the new value
    public int incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /// Subtracts one from an element.
    ///
    /// @param index from 0 on
    /// @return the new value
    public int decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /// Replaces an element by what a function makes of it.
    ///
    /// @param index from 0 on
    /// @param update without side effects; called again if another writer came first
    /// @return the value before
    public int getAndUpdate(int index, IntUnaryOperator update) {
        while (true) {
            int before = get(index);
            if (compareAndSet(index, before, update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /// Replaces an element by what a function makes of it.
    ///
    /// @param index from 0 on
    /// @param update without side effects; called again if another writer came first
    /// @return the new value
    public int updateAndGet(int index, IntUnaryOperator update) {
        while (true) {
            int before = get(index);
            int next = update.applyAsInt(before);
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
    public int accumulateAndGet(int index, int x, IntBinaryOperator accumulate) {
        return updateAndGet(index, before -> accumulate.applyAsInt(before, x));
    }

    /// Copies elements out.
    ///
    /// @param from first element to read
    /// @param into filled from its start to its end
    public void read(int from, int[] into) {
        read(from, into, 0, into.length);
    }

    /// Copies elements out.
    ///
    /// @param from first element to read
    /// @param into where they are written to
    /// @param start of the part of it that is written
    /// @param count how many
    public void read(int from, int[] into, int start, int count) {
        checkRange(from, count);
        MemorySegment.copy(elements(), ELEMENT, at(from), into, start, count);
    }

    /// Copies elements in.
    ///
    /// @param from first element to replace
    /// @param values the new ones
    public void write(int from, int... values) {
        write(from, values, 0, values.length);
    }

    /// Copies elements in.
    ///
    /// @param from first element to replace
    /// @param values where the new ones are
    /// @param start of the part of it that is copied
    /// @param count how many
    public void write(int from, int[] values, int start, int count) {
        checkRange(from, count);
        MemorySegment.copy(values, start, elements(), ELEMENT, at(from), count);
    }

    /// Replaces all elements by one value.
    ///
    /// @param value the new one
    public void fill(int value) {
        fill(0, length(), value);
    }

    /// Replaces a range of elements by one value.
    ///
    /// @param from first element
    /// @param count how many
    /// @param value the new one
    public void fill(int from, int count, int value) {
        checkRange(from, count);
        var all = elements();
        for (int i = from; i < from + count; i++) {
            all.setAtIndex(ELEMENT, i, value);
        }
    }

    /// Copies all elements out.
    ///
    /// @return a new array
    public int[] toArray() {
        return toArray(0, length());
    }

    /// Copies a range of elements out.
    ///
    /// @param from first element
    /// @param count how many
    /// @return a new array
    public int[] toArray(int from, int count) {
        checkRange(from, count);
        var copy = new int[count];
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
        return (long) index * Integer.BYTES;
    }
}
