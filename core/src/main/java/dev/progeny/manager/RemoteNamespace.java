package dev.progeny.manager;

import java.util.List;
import java.util.Map;

/// Named values that live in another process. Each method is one call, and atomic; of a [#view],
/// each method.
public interface RemoteNamespace extends RemoteObject {

    /// Reads a value.
    ///
    /// @param name its name
    /// @param <T> its type, by agreement
    /// @return a copy
    /// @throws java.util.NoSuchElementException if there is none
    @SuppressWarnings("TypeParameterUnusedInFormals") // by agreement, as Python's attributes
    <T> T get(String name);

    /// Sets a value.
    ///
    /// @param name its name
    /// @param value it, not null
    void set(String name, Object value);

    /// Takes a value away.
    ///
    /// @param name its name
    /// @throws java.util.NoSuchElementException if there is none
    void remove(String name);

    /// The names there are.
    ///
    /// @return in the order in which they came
    List<String> names();

    /// A copy of all there is, at one moment.
    ///
    /// @return values by name
    Map<String, Object> snapshot();

    /// The values as a type of the user's.
    ///
    /// An **interface**: a method without parameters reads the value of its name, one with a
    /// parameter sets it. A **record**: all components are read, at one moment.
    ///
    /// @param type an interface or a record
    /// @param <T> the type
    /// @return a view, or a record of what is there now
    /// @throws java.util.NoSuchElementException if a component of the record is missing
    <T> T view(Class<T> type);

    /// Shows names and values, without those whose names begin with an underscore.
    @Override
    String toString();
}
