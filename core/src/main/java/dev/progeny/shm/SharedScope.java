package dev.progeny.shm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Frees all that was made in it: what Python's `SharedMemoryManager` is for.
///
///     try (var scope = SharedScope.open()) {
///         var pixels = scope.memory(1 << 20);
///         var total = scope.keep(SharedLong.create(0));
///         …
///     } // both are closed here, in reverse order, whatever happened
///
/// Closing ends *this* process's use, and removes the names that it owns; relatives that still use
/// an object keep it. Safe for use by several threads. Needs no process of its own, and leaves
/// nothing if this one is killed but a name until the next sweep ([SharedMemory]).
public final class SharedScope implements AutoCloseable {
    private final Deque<Shared> kept = new ArrayDeque<>();
    private boolean isClosed;

    private SharedScope() {}

    /// Opens a scope.
    ///
    /// @return a scope with nothing in it
    public static SharedScope open() {
        return new SharedScope();
    }

    /// Creates anonymous memory in the scope.
    ///
    /// @param byteSize as for [SharedMemory#create(long)]
    /// @return the memory
    /// @throws IllegalStateException if the scope is closed
    public SharedMemory memory(long byteSize) {
        requireOpen();
        return keep(SharedMemory.create(byteSize));
    }

    /// Creates named memory in the scope.
    ///
    /// @param name as for [SharedMemory#create(String, long)]
    /// @param byteSize as for [SharedMemory#create(String, long)]
    /// @return the memory
    /// @throws IllegalStateException if the scope is closed
    public SharedMemory memory(String name, long byteSize) {
        requireOpen();
        return keep(SharedMemory.create(name, byteSize));
    }

    /// Creates an anonymous list in the scope.
    ///
    /// @param values as for [SharedList#create(List)]
    /// @return the list
    /// @throws IllegalStateException if the scope is closed
    public SharedList list(List<?> values) {
        requireOpen();
        return keep(SharedList.create(values));
    }

    /// Creates a named list in the scope.
    ///
    /// @param name as for [SharedList#create(String, List)]
    /// @param values as for [SharedList#create(String, List)]
    /// @return the list
    /// @throws IllegalStateException if the scope is closed
    public SharedList list(String name, List<?> values) {
        requireOpen();
        return keep(SharedList.create(name, values));
    }

    /// Has the scope close an object of any kind: a cell, an array, a struct, a lock.
    ///
    /// @param shared what was just made
    /// @param <S> its type
    /// @return the same
    /// @throws IllegalStateException if the scope is closed; then the object has been closed too
    public synchronized <S extends Shared> S keep(S shared) {
        if (isClosed) {
            shared.close();
        }
        requireOpen();
        kept.push(shared);
        return shared;
    }

    private synchronized void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the scope is closed; open another one");
        }
    }

    /// Closes all that was made in the scope, last first. The second time does nothing.
    ///
    /// @throws RuntimeException what the first failing object threw, after all were closed; further
    ///     failures are suppressed in it
    @Override
    public synchronized void close() {
        isClosed = true;
        RuntimeException failure = null;
        while (!kept.isEmpty()) {
            try {
                kept.pop().close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
