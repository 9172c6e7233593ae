package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// A floating-point number that several processes share: a sum, a maximum, a measurement.
///
/// Works like an atomic of the JDK, with its memory effects, across processes:
/// every method is atomic, none blocks, and none is undone or left half done by a death.
public final class SharedDouble extends Number implements Shared {
    private static final long serialVersionUID = 1L;
    private static final VarHandle VALUE = ValueLayout.JAVA_DOUBLE.varHandle();

    private final transient Block block;
    private final transient MemorySegment cell;

    private SharedDouble(Block block) {
        this.block = block;
        this.cell = block.segment();
    }

    /// Creates a number in shared memory.
    ///
    /// @param initial its first value
    /// @return the number
    public static SharedDouble create(double initial) {
        var made = new SharedDouble(Block.create(Double.BYTES));
        made.set(initial);
        return made;
    }

    /// Reads the value, with the effect of a volatile read.
    ///
    /// @return what it is now
    public double get() {
        return (double) VALUE.getVolatile(cell(), 0L);
    }

    /// Stores a value, with the effect of a volatile write.
    ///
    /// @param value the new one
    public void set(double value) {
        VALUE.setVolatile(cell(), 0L, value);
    }

    /// Reads the value without any order.
    ///
    /// @return what it is or was
    public double getPlain() {
        return (double) VALUE.get(cell(), 0L);
    }

    /// Stores a value without any order.
    ///
    /// @param value the new one
    public void setPlain(double value) {
        VALUE.set(cell(), 0L, value);
    }

    /// Reads the value in the order of this variable alone.
    ///
    /// @return what it is now
    public double getOpaque() {
        return (double) VALUE.getOpaque(cell(), 0L);
    }

    /// Stores a value in the order of this variable alone.
    ///
    /// @param value the new one
    public void setOpaque(double value) {
        VALUE.setOpaque(cell(), 0L, value);
    }

    /// Reads the value; what its writer did before a release is seen after this.
    ///
    /// @return what it is now
    public double getAcquire() {
        return (double) VALUE.getAcquire(cell(), 0L);
    }

    /// Stores a value; what was done before this is seen by who acquires it.
    ///
    /// @param value the new one
    public void setRelease(double value) {
        VALUE.setRelease(cell(), 0L, value);
    }

    /// Replaces the value.
    ///
    /// @param value the new one
    /// @return the one before
    public double getAndSet(double value) {
        return (double) VALUE.getAndSet(cell(), 0L, value);
    }

    /// Replaces the value if it is what the caller believes (the same bits: 0.0 is not -0.0).
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return false, and nothing is changed, if it is another
    public boolean compareAndSet(double expected, double value) {
        return VALUE.compareAndSet(cell(), 0L, expected, value);
    }

    /// Replaces the value if it is what the caller believes (the same bits: 0.0 is not -0.0).
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return the value before, which is the expected one if it was replaced
    public double compareAndExchange(double expected, double value) {
        return (double) VALUE.compareAndExchange(cell(), 0L, expected, value);
    }

    /// Adds to the value.
    ///
    /// @param delta what is added
    /// @return the value before
    public double getAndAdd(double delta) {
        return getAndUpdate(before -> before + delta);
    }

    /// Adds to the value.
    ///
    /// @param delta what is added
    /// @return the new value
    public double addAndGet(double delta) {
        return updateAndGet(before -> before + delta);
    }

    /// Replaces the value by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the value before
    public double getAndUpdate(DoubleUnaryOperator update) {
        while (true) {
            double before = get();
            if (compareAndSet(before, update.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /// Replaces the value by what a function makes of it.
    ///
    /// @param update without side effects; called again if another writer came first
    /// @return the new value
    public double updateAndGet(DoubleUnaryOperator update) {
        while (true) {
            double before = get();
            double next = update.applyAsDouble(before);
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
    public double getAndAccumulate(double x, DoubleBinaryOperator accumulate) {
        return getAndUpdate(before -> accumulate.applyAsDouble(before, x));
    }

    /// Replaces the value by what a function makes of it and another one.
    ///
    /// @param x second argument of the function
    /// @param accumulate without side effects; called again if another writer came first
    /// @return the new value
    public double accumulateAndGet(double x, DoubleBinaryOperator accumulate) {
        return updateAndGet(before -> accumulate.applyAsDouble(before, x));
    }

    /// The value, as by [#get].
    @Override
    public int intValue() {
        return (int) get();
    }

    /// The value, as by [#get].
    @Override
    public long longValue() {
        return (long) get();
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
        return block.isClosed() ? "SharedDouble[closed]" : String.valueOf(get());
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
            return new SharedDouble(Block.attach(block));
        }
    }
}
