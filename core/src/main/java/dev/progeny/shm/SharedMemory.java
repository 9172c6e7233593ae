package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;

/// Bytes that several processes share, all zero at first: anonymous, for the relatives that it
/// travels to, or under a name, for any process of this user, Python's included.
///
/// **Anonymous** memory has no name that could be left behind; it goes with its last use. It can
/// travel as a handle.
///
/// **Named** memory is Python's `SharedMemory`: the file `/dev/shm/<name>` of exactly that size, or
/// on the portable back end a file of `progeny-shm-<user>` in the directory for temporary files.
/// Only its user can open it, and links are not followed. Its creator owns the *name*, and removes
/// it by [#close] or [#unlink]; whoever has the memory mapped by then keeps it. Nobody else ever
/// removes a name. A creator that is killed leaves it only until the next process makes named
/// memory, or a relative of it ends. Named memory stays mapped until [#close], even if nobody
/// refers to this object any more. It travels too, by its name.
///
/// Room for named memory is reserved when it is created, so that a full `/dev/shm` is an exception
/// there and not a fault later. If a stranger cuts the file, an access beyond its new end is an
/// [InternalError], which says "a fault occurred in an unsafe memory access operation".
///
/// Python up to 3.12 removes at its exit what it has merely attached; from 3.13 on, pass
/// `track=False` there. What is mapped in Java stays valid all the same.
public final class SharedMemory implements Shared {
    private static final long serialVersionUID = 1L;

    private final transient Backing backing;
    private final transient long byteSize;

    SharedMemory(Backing backing) {
        this.backing = backing;
        byteSize = backing.segment().byteSize();
    }

    /// Creates anonymous memory. Pages take room only when touched.
    ///
    /// @param byteSize its size, at least 1
    /// @return the memory
    public static SharedMemory create(long byteSize) {
        return new SharedMemory(new Backing.Anonymous(Block.create(checkSize(byteSize))));
    }

    /// Creates named memory and reserves its room.
    ///
    /// @param name 1 to 255 bytes of a file name, without `/`; not `.` or `..`, and not beginning
    ///     with `.progeny-`, which is ours
    /// @param byteSize its size, at least 1
    /// @return the memory, whose name this object owns
    /// @throws java.io.UncheckedIOException with a [java.nio.file.FileAlreadyExistsException] if
    ///     the name exists, or a [java.nio.file.FileSystemException] if there is no room
    public static SharedMemory create(String name, long byteSize) {
        return new SharedMemory(Backing.Named.create(MemoryName.check(name), checkSize(byteSize)));
    }

    /// Attaches named memory for reading and writing.
    ///
    /// @param name as its creator gave it
    /// @return all of it
    /// @throws java.io.UncheckedIOException with a [java.nio.file.NoSuchFileException] if there is
    ///     none of that name
    public static SharedMemory attach(String name) {
        return new SharedMemory(Backing.Named.attach(MemoryName.check(name), false));
    }

    /// Attaches named memory for reading: a store to its segment is refused.
    ///
    /// @param name as its creator gave it
    /// @return all of it
    /// @throws java.io.UncheckedIOException as [#attach]
    public static SharedMemory attachReadOnly(String name) {
        return new SharedMemory(Backing.Named.attach(MemoryName.check(name), true));
    }

    private static long checkSize(long byteSize) {
        if (byteSize <= 0) {
            throw new IllegalArgumentException(
                    "no shared memory of such a size: byteSize=" + byteSize + "; use at least 1");
        }
        return byteSize;
    }

    /// The memory. Stores through it order nothing between processes, unless made through
    /// `VarHandle` modes that do. Aligned to 64 bytes.
    ///
    /// @return all of it; access fails with [IllegalStateException] once this object is closed
    /// @throws IllegalStateException if it is closed already
    public MemorySegment segment() {
        requireOpen();
        return backing.segment();
    }

    void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException(Block.CLOSED);
        }
    }

    boolean isClosed() {
        return !backing.segment().scope().isAlive();
    }

    /// Size of the memory.
    ///
    /// @return bytes
    public long byteSize() {
        return byteSize;
    }

    /// Name that other processes attach it by.
    ///
    /// @return the name; empty if the memory is anonymous
    public String name() {
        return backing.name();
    }

    /// Removes the name now, so that no further process can attach; whoever has, keeps the memory.
    /// The second time does nothing, nor if the name means another memory by now.
    ///
    /// @throws IllegalStateException if this object does not own a name
    public void unlink() {
        backing.unlink();
    }

    @Override
    public boolean isOwner() {
        return backing.isOwner();
    }

    /// Ends the use by this object, and removes the name if this object owns one.
    @Override
    public void close() {
        backing.close();
    }

    @Override
    public String toString() {
        String name = name().isEmpty() ? "anonymous" : "name=" + name();
        return "SharedMemory[" + name + ", byteSize=" + byteSize() + "]";
    }

    private Object writeReplace() {
        return new Handle(backing.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared memory travels as its handle");
    }

    /// What travels.
    private record Handle(Backing.Handle backing) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedMemory(backing.attach());
        }
    }
}
