package dev.progeny.manager;

import dev.progeny.task.RemoteUnaryOperator;

/// A value that lives in another process. Each method is one call, and atomic.
///
/// @param <T> its type; it may be null
public interface RemoteValue<T> extends RemoteObject {

    /// Reads it.
    ///
    /// @return a copy
    T get();

    /// Replaces it.
    ///
    /// @param value the new one
    void set(T value);

    /// Replaces it.
    ///
    /// @param value the new one
    /// @return the old one
    T getAndSet(T value);

    /// Replaces it if it equals another value.
    ///
    /// @param expected compared by `equals`, at the server
    /// @param value the new one
    /// @return whether it was replaced
    boolean compareAndSet(T expected, T value);

    /// Changes it, at the server.
    ///
    /// @param function of the old value
    /// @return the new one
    T update(RemoteUnaryOperator<T> function);
}
