package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// A truth value that several processes share: has it begun, shall it stop, was it done already.
///
/// Works like [java.util.concurrent.atomic.AtomicBoolean], with its memory effects, across
/// processes: every method is atomic, none blocks, and none is undone or left half done by a death.
/// To *wait* for a value, use an event of `dev.progeny.sync` instead.
public final class SharedBoolean implements Shared {
    private static final long serialVersionUID = 1L;

    /// An `int`: 1 is true, all else false.
    private static final VarHandle VALUE = ValueLayout.JAVA_INT.varHandle();

    private final transient Block block;
    private final transient MemorySegment cell;

    private SharedBoolean(Block block) {
        this.block = block;
        this.cell = block.segment();
    }

    /// Creates a truth value in shared memory.
    ///
    /// @param initial its first value
    /// @return the value
    public static SharedBoolean create(boolean initial) {
        var made = new SharedBoolean(Block.create(Integer.BYTES));
        made.set(initial);
        return made;
    }

    private static int word(boolean value) {
        return value ? 1 : 0;
    }

    /// Reads the value, with the effect of a volatile read.
    ///
    /// @return what it is now
    public boolean get() {
        return (int) VALUE.getVolatile(cell(), 0L) == 1;
    }

    /// Stores a value, with the effect of a volatile write.
    ///
    /// @param value the new one
    public void set(boolean value) {
        VALUE.setVolatile(cell(), 0L, word(value));
    }

    /// Reads the value without any order.
    ///
    /// @return what it is or was
    public boolean getPlain() {
        return (int) VALUE.get(cell(), 0L) == 1;
    }

    /// Stores a value without any order.
    ///
    /// @param value the new one
    public void setPlain(boolean value) {
        VALUE.set(cell(), 0L, word(value));
    }

    /// Reads the value in the order of this variable alone.
    ///
    /// @return what it is now
    public boolean getOpaque() {
        return (int) VALUE.getOpaque(cell(), 0L) == 1;
    }

    /// Stores a value in the order of this variable alone.
    ///
    /// @param value the new one
    public void setOpaque(boolean value) {
        VALUE.setOpaque(cell(), 0L, word(value));
    }

    /// Reads the value; what its writer did before a release is seen after this.
    ///
    /// @return what it is now
    public boolean getAcquire() {
        return (int) VALUE.getAcquire(cell(), 0L) == 1;
    }

    /// Stores a value; what was done before this is seen by who acquires it.
    ///
    /// @param value the new one
    public void setRelease(boolean value) {
        VALUE.setRelease(cell(), 0L, word(value));
    }

    /// Replaces the value.
    ///
    /// @param value the new one
    /// @return the one before
    public boolean getAndSet(boolean value) {
        return (int) VALUE.getAndSet(cell(), 0L, word(value)) == 1;
    }

    /// Replaces the value if it is what the caller believes.
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return false, and nothing is changed, if it is another
    public boolean compareAndSet(boolean expected, boolean value) {
        return VALUE.compareAndSet(cell(), 0L, word(expected), word(value));
    }

    /// Replaces the value if it is what the caller believes.
    ///
    /// @param expected the value to replace
    /// @param value the new one
    /// @return the value before, which is the expected one if it was replaced
    public boolean compareAndExchange(boolean expected, boolean value) {
        return (int) VALUE.compareAndExchange(cell(), 0L, word(expected), word(value)) == 1;
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
        return block.isClosed() ? "SharedBoolean[closed]" : String.valueOf(get());
    }

    private Object writeReplace() {
        return new Handle(block.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared boolean travels as its handle");
    }

    /// What travels.
    private record Handle(Block.Handle block) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedBoolean(Block.attach(block));
        }
    }
}
