package dev.progeny.manager;

import dev.progeny.task.RemoteConsumer;
import dev.progeny.task.RemotePredicate;

import java.util.Set;

/// A set that lives in another process, in the order in which elements came. Elements may be null,
/// and are copies.
///
/// **Each method is one call, and atomic**; functions are treated as in [RemoteMap]. Iterating
/// takes a snapshot, in one call, at the first step; what is changed afterwards is not seen, and is
/// never an error.
///
/// @param <E> type of the elements
public interface RemoteSet<E> extends Set<E>, RemoteObject {

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

    /// A copy of all there is, at one moment.
    ///
    /// @return a set of this process
    Set<E> snapshot();
}
