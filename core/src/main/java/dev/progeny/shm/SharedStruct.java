package dev.progeny.shm;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.StructLayout;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// A record in shared memory, read and replaced as a whole: nobody ever sees half of one.
///
///     record Point(int x, double y) {}
///
///     try (var point = SharedStruct.create(new Point(3, 2.0))) {
///         ChildProcess.start(() -> point.updateAndGet(p -> new Point(2 * p.x(), 2 * p.y())));
///     }
///
/// Components are primitives, enums, records of such, and with [Length] a [String] or an array of
/// numbers. The record is read by its accessors and made by its canonical constructor, so its
/// package must be open to `dev.progeny` if it is in a named module.
///
/// **Memory effects** as those of `AtomicReference`: what happened before a record was stored is
/// seen by whoever reads it.
///
/// **Threads and processes.** Readers take no lock. Writers take turns, each for as long as it
/// takes to copy the record; functions of the caller run outside of that, and again if another
/// writer came first, so they should have no side effects.
///
/// **If a process dies** while it writes, the record is the old one or the new one, and the next
/// writer goes on within 100 ms. A process that is *stopped* at that point holds up other writers
/// until it goes on; readers never.
///
/// @param <R> the record
public final class SharedStruct<R extends Record> implements Shared {
    private static final long serialVersionUID = 1L;

    private final transient StructBlock<R> structs;

    private SharedStruct(StructBlock<R> structs) {
        this.structs = structs;
    }

    /// Creates a record in shared memory.
    ///
    /// @param initial its first value
    /// @param <R> the record
    /// @return the struct
    /// @throws IllegalArgumentException if a component of the class has no fixed size, or the
    ///     value has no room
    @SuppressWarnings("unchecked") // records are final, so this is the class
    public static <R extends Record> SharedStruct<R> create(R initial) {
        var structs = StructBlock.create((Class<R>) initial.getClass(), 1);
        try {
            structs.set(0, initial);
            return new SharedStruct<>(structs);
        } catch (RuntimeException | Error e) {
            structs.close();
            throw e;
        }
    }

    /// The record as it is now.
    ///
    /// @return a new object
    public R get() {
        return structs.get(0);
    }

    /// Replaces the record.
    ///
    /// @param value the new one
    /// @throws IllegalArgumentException if a component has no room; nothing is changed
    public void set(R value) {
        structs.set(0, value);
    }

    /// Replaces the record.
    ///
    /// @param value the new one
    /// @return the one that it replaced
    public R getAndSet(R value) {
        return structs.getAndUpdate(0, before -> value);
    }

    /// Replaces the record if it is what the caller believes.
    ///
    /// @param expected the one to replace; compared as it is stored, so arrays by their elements
    /// @param value the new one
    /// @return false, and nothing is changed, if the record is another
    public boolean compareAndSet(R expected, R value) {
        return structs.compareAndSet(0, expected, value);
    }

    /// Replaces the record by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the new record
    public R updateAndGet(UnaryOperator<R> update) {
        return structs.updateAndGet(0, update);
    }

    /// Replaces the record by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the record that was replaced
    public R getAndUpdate(UnaryOperator<R> update) {
        return structs.getAndUpdate(0, update);
    }

    /// Replaces the record by what a function makes of it and another one.
    ///
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the new record
    public R accumulateAndGet(R x, BinaryOperator<R> accumulate) {
        return structs.updateAndGet(0, before -> accumulate.apply(before, x));
    }

    /// How the record lies in memory: its components in order, each aligned as C would.
    ///
    /// @return the layout
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
        return structs.isClosed() ? "SharedStruct[closed]" : "SharedStruct[" + get() + "]";
    }

    private Object writeReplace() {
        return new Handle<>(structs.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared struct travels as its handle");
    }

    /// What travels.
    private record Handle<R extends Record>(StructBlock.Handle<R> structs) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedStruct<>(structs.attach());
        }
    }
}
