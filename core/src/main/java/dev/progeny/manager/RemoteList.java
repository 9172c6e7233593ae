package dev.progeny.manager;

import dev.progeny.task.RemoteComparator;
import dev.progeny.task.RemoteConsumer;
import dev.progeny.task.RemotePredicate;
import dev.progeny.task.RemoteUnaryOperator;

import java.util.List;

/// A list that lives in another process. Elements may be null, and are copies.
///
/// **Each method is one call, and atomic**, also `addAll`, `removeAll` and those with a function:
/// a function that is written as a lambda where the list is a `RemoteList` travels and runs at the
/// server, in the list's turn. Through a variable of type [List] a lambda does not travel; then it
/// works on a copy, which replaces the contents only if nobody was faster, else it runs again.
///
/// **Iterators** take a snapshot, in one call, at the first step. What they write
/// ([java.util.ListIterator#set] and the like) fails with
/// [java.util.ConcurrentModificationException] if anybody has changed the list since. A `subList`
/// looks at positions of this list, whoever changes it.
///
/// @param <E> type of the elements
public interface RemoteList<E> extends List<E>, RemoteObject {

    /// Replaces all elements, at the server, in one turn.
    ///
    /// @param function of the old element
    void replaceAll(RemoteUnaryOperator<E> function);

    /// Removes elements, at the server, in one turn.
    ///
    /// @param filter which
    /// @return whether there were any
    boolean removeIf(RemotePredicate<? super E> filter);

    /// Does something with each element, **at the server**, in one turn. For something that is to
    /// happen here, use `snapshot().forEach` or a loop.
    ///
    /// @param action of an element
    void forEach(RemoteConsumer<? super E> action);

    /// Sorts, at the server, in one turn.
    ///
    /// @param order of the elements
    void sort(RemoteComparator<? super E> order);

    /// Changes one element, at the server, in one turn.
    ///
    /// @param index which
    /// @param function of the old element
    /// @return the new one
    E update(int index, RemoteUnaryOperator<E> function);

    /// A copy of all there is, at one moment.
    ///
    /// @return a list of this process
    List<E> snapshot();
}
