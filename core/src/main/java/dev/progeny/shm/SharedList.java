package dev.progeny.shm;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// A list of fixed length in shared memory, in the format of Python's `ShareableList` (3.11 and
/// later): whole numbers, floating-point numbers, booleans, text, bytes and null.
///
/// An element can be replaced by one of any of these types, but text and bytes must fit into the
/// slot, which has the size of the first value, rounded up to the next multiple of eight. Elements
/// are [Long] (all whole numbers become that), [Double], [Boolean], [String], `byte[]` and null.
///
/// **Threads and processes.** As in Python, an element is stored without a lock. A number that
/// replaces a number of the same type is one store of eight bytes, never seen half; anything else
/// can be. Order nothing by it: have a lock beside it where several write.
///
/// **If a process dies** while it stores an element, that element alone may be a mixture.
///
/// A named list is named memory, with the same rules ([SharedMemory]).
@SuppressWarnings("serial") // travels as a handle
public final class SharedList extends AbstractList<@Nullable Object>
        implements Shared, RandomAccess {
    private static final long serialVersionUID = 1L;

    private final transient SharedMemory memory;
    private final transient ListFormat format;

    private SharedList(SharedMemory memory, ListFormat format) {
        this.memory = memory;
        this.format = format;
    }

    /// Creates an anonymous list.
    ///
    /// @param values its elements; they decide the sizes of the slots
    /// @return the list
    public static SharedList create(List<?> values) {
        var items = items(values);
        return create(SharedMemory.create(ListFormat.byteSize(items)), items);
    }

    /// Creates a list under a name that any process of this user can attach, Python's included.
    ///
    /// @param name as for [SharedMemory#create(String, long)]
    /// @param values its elements; they decide the sizes of the slots
    /// @return the list, whose name this object owns
    /// @throws java.io.UncheckedIOException as for [SharedMemory#create(String, long)]
    public static SharedList create(String name, List<?> values) {
        var items = items(values);
        return create(SharedMemory.create(name, ListFormat.byteSize(items)), items);
    }

    private static List<ListItem> items(List<?> values) {
        return values.stream().map(value -> ListItem.of(value)).toList();
    }

    private static SharedList create(SharedMemory memory, List<ListItem> items) {
        return new SharedList(memory, ListFormat.create(memory.segment(), items));
    }

    /// Attaches a list that this or another process has made, in Java or Python.
    ///
    /// @param name as its creator gave it
    /// @return the same list
    /// @throws java.io.UncheckedIOException as for [SharedMemory#attach]
    /// @throws IllegalArgumentException if the memory of that name does not hold a list
    public static SharedList attach(String name) {
        return of(SharedMemory.attach(name));
    }

    private static SharedList of(SharedMemory memory) {
        try {
            return new SharedList(memory, ListFormat.of(memory.segment()));
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /// An element.
    ///
    /// @param index from 0 on
    /// @return its value now
    @Override
    public @Nullable Object get(int index) {
        memory.requireOpen();
        return format.load(Objects.checkIndex(index, size()));
    }

    /// Replaces an element.
    ///
    /// @param index from 0 on
    /// @param value its new value
    /// @return the value before; another process may have stored a further one in between
    /// @throws IllegalArgumentException if the value is of another type than the list can hold, or
    ///     too long for its slot
    @Override
    public @Nullable Object set(int index, @Nullable Object value) {
        Object before = get(index);
        format.store(index, ListItem.of(value, format.slotSize(index)));
        return before;
    }

    /// Length of the list, which never changes.
    ///
    /// @return number of elements
    @Override
    public int size() {
        return format.size();
    }

    /// Name that other processes attach it by.
    ///
    /// @return the name; empty if the list is anonymous
    public String name() {
        return memory.name();
    }

    /// Removes the name now, see [SharedMemory#unlink].
    ///
    /// @throws IllegalStateException if this object does not own a name
    public void unlink() {
        memory.unlink();
    }

    @Override
    public boolean isOwner() {
        return memory.isOwner();
    }

    @Override
    public void close() {
        memory.close();
    }

    /// The elements as text.
    @Override
    public String toString() {
        return memory.isClosed() ? "SharedList[closed]" : super.toString();
    }

    private Object writeReplace() {
        return new Handle(memory);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared list travels as its handle");
    }

    /// What travels, however long the list is.
    private record Handle(SharedMemory memory) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return of(memory);
        }
    }
}
