package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// A 32-bit whole number that several processes share: a counter, a flag, a state.
///
/// Works like [java.util.concurrent.atomic.AtomicInteger], with its memory effects, across
/// processes: every method is atomic, none blocks, and none is undone or left half done by a death.
public final class SharedInt extends Number implements Shared {
    private static final long serialVersionUID = 1L;
    private static final VarHandle VALUE = ValueLayout.JAVA_INT.varHandle();

    private final transient Block block;
    private final transient MemorySegment cell;

    private SharedInt(Block block) {
        this.block = block;
        this.cell = block.segment();
    }

    /// Creates a number in shared memory.
    ///
    /// @param initial its first value
    /// @return the number
    public static SharedInt create(int initial) {
        var made = new SharedInt(Block.create(Integer.BYTES));
        made.set(initial);
        return made;
    }

    /// Reads the value, with the effect of a volatile read.
    ///
    /// @return what it is now
    public int get() {
        return (int) VALUE.getVolatile(cell(), 0L);
    }

    /// Stores a value, with the effect of a volatile write.
    ///
    /// @param value the new one
    public void set(int value) {
        VALUE.setVolatile(cell(), 0L, value);
    }

    /// Reads the value without any order.
    ///
    /// @return what it is or was
    public int getPlain() {
        return (int) VALUE.get(cell(), 0L);
    }

    /// Stores a value without any order.
    ///
    /// @param value the new one
    public void setPlain(int value) {
        VALUE.set(cell(), 0L, value);
    }

    /// Reads the value in the order of this variable alone.
    ///
    /// @return what it is now
    public int getOpaque() {
        return (int) VALUE.getOpaque(cell(), 0L);
    }

    /// Stores a value in the order of this variable alone.
    ///
    /// @param value the new one
    public void setOpaque(int value) {
        VALUE.setOpaque(cell(), 0L, value);
    }

    /// Reads the value; what its writer did before a release is seen after this.
    ///
    /// @return what it is now
    public int getAcquire() {
        return (int) VALUE.getAcquire(cell(), 0L);
    }

    /// Stores a value; what was done before this is seen by who acquires it.
    ///
    /// @param value the new one
    public void setRelease(int value) {
        VALUE.setRelease(cell(), 0L, value);
    }

    /// Replaces the value.
    ///
    /// @param value the new one
    /// @return the one before
    public int getAndSet(int value) {
        return (int) VALUE.getAndSet(cell(), 0L, value);
    }

    /// Replaces the value if it is what the caller believes.
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return false, and nothing is changed, if it is another
    public boolean compareAndSet(int expected, int value) {
        return VALUE.compareAndSet(cell(), 0L, expected, value);
    }

    /// Replaces the value if it is what the caller believes.
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return the value before, which is the expected one if it was replaced
    public int compareAndExchange(int expected, int value) {
        return (int) VALUE.compareAndExchange(cell(), 0L, expected, value);
    }

    /// Adds to the value.
    ///
    /// @param delta what is added
    /// @return the value before
    public int getAndAdd(int delta) {
        return (int) VALUE.getAndAdd(cell(), 0L, delta);
    }

    /// Adds to the value.
    ///
    /// @param delta what is added
    /// @return the new value
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /// Adds one.
    ///
    /// @return the value before
    public int getAndIncrement() {
        return getAndAdd(1);
    }

    /// Subtracts one.
    ///
    /// @return the value before
    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    /// Adds one.
    ///
    /// @return the new value
    public int incrementAndGet() {
        return addAndGet(1);
    }

    /// Subtracts one.
    ///
    /// @return the new value
    public int decrementAndGet() {
        return addAndGet(-1);
    }

    /// Replaces the value by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the value before
    public int getAndUpdate(IntUnaryOperator update) {
        while (true) {
            int before = get();
            if (compareAndSet(before, update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /// Replaces the value by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the new value
    public int updateAndGet(IntUnaryOperator update) {
        while (true) {
            int before = get();
            int next = update.applyAsInt(before);
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
    public int getAndAccumulate(int x, IntBinaryOperator accumulate) {
        return getAndUpdate(before -> accumulate.applyAsInt(before, x));
    }

    /// Replaces the value by what a function makes of it and another one.
    ///
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the new value
    public int accumulateAndGet(int x, IntBinaryOperator accumulate) {
        return updateAndGet(before -> accumulate.applyAsInt(before, x));
    }

    /// The value, as by [#get].
    @Override
    public int intValue() {
        return get();
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
        return block.isClosed() ? "SharedInt[closed]" : String.valueOf(get());
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
            return new SharedInt(Block.attach(block));
        }
    }
}
