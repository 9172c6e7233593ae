package dev.progeny.shm;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// An array of records in shared memory, each read and replaced as a whole. All that
/// [SharedStruct] says holds for each element alone; elements do not wait for each other.
///
/// @param <R> the records
public final class SharedStructArray<R extends Record> implements Shared {
    private static final long serialVersionUID = 1L;

    private final transient StructBlock<R> structs;

    private SharedStructArray(StructBlock<R> structs) {
        this.structs = structs;
    }

    /// Creates an array of records whose components are all zero, empty, or the first constant.
    ///
    /// @param type the class of the records
    /// @param length number of elements, at least 0
    /// @param <R> the records
    /// @return the array
    /// @throws IllegalArgumentException if a component of the class has no fixed size
    public static <R extends Record> SharedStructArray<R> create(Class<R> type, int length) {
        return new SharedStructArray<>(StructBlock.create(type, length));
    }

    /// Creates an array with these records.
    ///
    /// @param type the class of the records
    /// @param values its elements
    /// @param <R> the records
    /// @return the array
    /// @throws IllegalArgumentException if a component of the class has no fixed size, or a value
    ///     has no room
    public static <R extends Record> SharedStructArray<R> copyOf(
            Class<R> type, List<? extends R> values) {
        var array = create(type, values.size());
        try {
            for (int i = 0; i < array.length(); i++) {
                array.set(i, values.get(i));
            }
            return array;
        } catch (RuntimeException | Error e) {
            array.close();
            throw e;
        }
    }

    /// Number of elements, which never changes.
    ///
    /// @return at least 0
    public int length() {
        return structs.length();
    }

    /// An element as it is now.
    ///
    /// @param index from 0 on
    /// @return a new object
    /// @throws IllegalStateException if the constructor of the record refuses what is there, as
    ///     it may refuse zeros
    public R get(int index) {
        return structs.get(check(index));
    }

    /// Replaces an element.
    ///
    /// @param index from 0 on
    /// @param value the new record
    /// @throws IllegalArgumentException if a component has no room; nothing is changed
    public void set(int index, R value) {
        structs.set(check(index), value);
    }

    /// Replaces an element.
    ///
    /// @param index from 0 on
    /// @param value the new record
    /// @return the record that it replaced
    public R getAndSet(int index, R value) {
        return structs.getAndUpdate(check(index), before -> value);
    }

    /// Replaces an element if it is what the caller believes.
    ///
    /// @param index from 0 on
    /// @param expected the one to replace; compared as it is stored, so arrays by their elements
    /// @param value the new record
    /// @return false, and nothing is changed, if the element is another
    public boolean compareAndSet(int index, R expected, R value) {
        return structs.compareAndSet(check(index), expected, value);
    }

    /// Replaces an element by what a function makes of it.
    ///
    /// @param index from 0 on
    /// @param update without side effects; called again if another writer came first
    /// @return the new record
    public R updateAndGet(int index, UnaryOperator<R> update) {
        return structs.updateAndGet(check(index), update);
    }

    /// Replaces an element by what a function makes of it.
    ///
    /// @param index from 0 on
    /// @param update without side effects; called again if another writer came first
    /// @return the record that was replaced
    public R getAndUpdate(int index, UnaryOperator<R> update) {
        return structs.getAndUpdate(check(index), update);
    }

    /// Replaces an element by what a function makes of it and another record.
    ///
    /// @param index from 0 on
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the new record
    public R accumulateAndGet(int index, R x, BinaryOperator<R> accumulate) {
        return structs.updateAndGet(check(index), before -> accumulate.apply(before, x));
    }

    private int check(int index) {
        return Objects.checkIndex(index, length());
    }

    /// The elements in order, each as it is when the stream comes to it.
    ///
    /// @return a stream that reads the memory lazily
    public Stream<R> stream() {
        return IntStream.range(0, length()).mapToObj(this::get);
    }

    /// How a record lies in memory, see [SharedStruct#layout].
    ///
    /// @return the layout of an element
    public StructLayout layout() {
        return structs.layout();
    }

    @Override
    public boolean isOwner() {
        return structs.isOwner();
    }

    @Override
    public void close() {
        structs.close();
    }

    @Override
    public String toString() {
        return "SharedStructArray[length=" + length() + "]";
    }

    private Object writeReplace() {
        return new Handle<>(structs.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared array travels as its handle");
    }

    /// What travels.
    private record Handle<R extends Record>(StructBlock.Handle<R> structs) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedStructArray<>(structs.attach());
        }
    }
}
