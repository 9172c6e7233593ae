package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// A 64-bit whole number that several processes share: a counter, a sum, a state.
///
/// Works like [java.util.concurrent.atomic.AtomicLong], with its memory effects, across processes:
/// every method is atomic, none blocks, and none is undone or left half done by a death.
public final class SharedLong extends Number implements Shared {
    private static final long serialVersionUID = 1L;
    private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

    private final transient Block block;
    private final transient MemorySegment cell;

    private SharedLong(Block block) {
        this.block = block;
        this.cell = block.segment();
    }

    /// Creates a number in shared memory.
    ///
    /// @param initial its first value
    /// @return the number
    public static SharedLong create(long initial) {
        var made = new SharedLong(Block.create(Long.BYTES));
        made.set(initial);
        return made;
    }

    /// Reads the value, with the effect of a volatile read.
    ///
    /// @return what it is now
    public long get() {
        return (long) VALUE.getVolatile(cell(), 0L);
    }

    /// Stores a value, with the effect of a volatile write.
    ///
    /// @param value the new one
    public void set(long value) {
        VALUE.setVolatile(cell(), 0L, value);
    }

    /// Reads the value without any order.
    ///
    /// @return what it is or was
    public long getPlain() {
        return (long) VALUE.get(cell(), 0L);
    }

    /// Stores a value without any order.
    ///
    /// @param value the new one
    public void setPlain(long value) {
        VALUE.set(cell(), 0L, value);
    }

    /// Reads the value in the order of this variable alone.
    ///
    /// @return what it is now
    public long getOpaque() {
        return (long) VALUE.getOpaque(cell(), 0L);
    }

    /// Stores a value in the order of this variable alone.
    ///
    /// @param value the new one
    public void setOpaque(long value) {
        VALUE.setOpaque(cell(), 0L, value);
    }

    /// Reads the value; what its writer did before a release is seen after this.
    ///
    /// @return what it is now
    public long getAcquire() {
        return (long) VALUE.getAcquire(cell(), 0L);
    }

    /// Stores a value; what was done before this is seen by who acquires it.
    ///
    /// @param value the new one
    public void setRelease(long value) {
        VALUE.setRelease(cell(), 0L, value);
    }

    /// Replaces the value.
    ///
    /// @param value the new one
    /// @return the one before
    public long getAndSet(long value) {
        return (long) VALUE.getAndSet(cell(), 0L, value);
    }

    /// Replaces the value if it is what the caller believes.
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return false, and nothing is changed, if it is another
    public boolean compareAndSet(long expected, long value) {
        return VALUE.compareAndSet(cell(), 0L, expected, value);
    }

    /// Replaces the value if it is what the caller believes.
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return the value before, which is the expected one if it was replaced
    public long compareAndExchange(long expected, long value) {
        return (long) VALUE.compareAndExchange(cell(), 0L, expected, value);
    }

    /// Adds to the value.
    ///
    /// @param delta what is added
    /// @return the value before
    public long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(cell(), 0L, delta);
    }

    /// Adds to the value.
    ///
    /// @param delta what is added
    /// @return the new value
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /// Adds one.
    ///
    /// @return the value before
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /// Subtracts one.
    ///
    /// @return the value before
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /// Adds one.
    ///
    /// @return the new value
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /// Subtracts one.
    ///
    /// @return the new value
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /// Replaces the value by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the value before
    public long getAndUpdate(LongUnaryOperator update) {
        while (true) {
            long before = get();
            if (compareAndSet(before, update.applyAsLong(before))) {
                return before;
            }
        }
    }

    /// Replaces the value by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the new value
    public long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long before = get();
            long next = update.applyAsLong(before);
            if (compareAndSet(before, next)) {
                return next;
            }
        }
    }

    /// Replaces the value by what a function makes of it and another one.
    ///
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the value before
    public long getAndAccumulate(long x, LongBinaryOperator accumulate) {
        return getAndUpdate(before -> accumulate.applyAsLong(before, x));
    }

    /// Replaces the value by what a function makes of it and another one.
    ///
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the new value
    public long accumulateAndGet(long x, LongBinaryOperator accumulate) {
        return updateAndGet(before -> accumulate.applyAsLong(before, x));
    }

    /// The value, as by [#get].
    @Override
    public int intValue() {
        return (int) get();
    }

    /// The value, as by [#get].
    @Override
    public long longValue() {
        return get();
    }

    /// The value, as by [#get].
    @Override
    public float floatValue() {
        return (float) get();
    }

    /// The value, as by [#get].
    @Override
    public double doubleValue() {
        return get();
    }

    private MemorySegment cell() {
        block.requireOpen();
        return cell;
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    @Override
    public void close() {
        block.close();
    }

    /// The value as text.
    @Override
    public String toString() {
        return block.isClosed() ? "SharedLong[closed]" : String.valueOf(get());
    }

    private Object writeReplace() {
        return new Handle(block.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared number travels as its handle");
    }

    /// What travels.
    private record Handle(Block.Handle block) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedLong(Block.attach(block));
        }
    }
}
