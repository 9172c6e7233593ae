package dev.progeny.manager;

import dev.progeny.task.RemoteUnaryOperator;

import java.util.List;

/// An array that lives in another process. Each method is one call, and atomic.
///
/// @param <E> type of the elements, which may be null
public interface RemoteArray<E> extends RemoteObject {

    /// How many elements it has.
    ///
    /// @return always the same
    int length();

    /// Reads an element.
    ///
    /// @param index which
    /// @return a copy; null if it was never set
    E get(int index);

    /// Replaces an element.
    ///
    /// @param index which
    /// @param element the new one
    void set(int index, E element);

    /// Changes an element, at the server.
    ///
    /// @param index which
    /// @param function of the old one
    /// @return the new one
    E update(int index, RemoteUnaryOperator<E> function);

    /// Replaces several elements that lie one behind the other, or none if they do not fit.
    ///
    /// @param index of the first
    /// @param elements the new ones
    void setAll(int index, List<? extends E> elements);

    /// A copy of all there is, at one moment.
    ///
    /// @return as many elements as it has
    List<E> snapshot();
}
