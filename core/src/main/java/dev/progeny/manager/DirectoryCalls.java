package dev.progeny.manager;

import dev.progeny.task.RemoteSupplier;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a server offers beside its objects: makes, names and finds them.
interface DirectoryCalls {

    /// Makes an object of one of our own types.
    ///
    /// @param kind which
    /// @param argument what it needs
    /// @return a proxy
    Object make(Kind kind, @Nullable Object argument);

    /// Makes an object of the user's.
    ///
    /// @param type name of its interface
    /// @param factory makes it
    /// @return a proxy
    Object create(String type, RemoteSupplier<?> factory) throws Exception;

    /// Makes an object of the user's and gives it a name.
    ///
    /// @return whether the name was free
    boolean bind(String name, String type, RemoteSupplier<?> factory) throws Exception;

    /// Gives a managed object a name.
    ///
    /// @return whether the name was free
    boolean bindProxy(String name, Object proxy);

    /// Takes a name away.
    ///
    /// @return whether it was there
    boolean unbind(String name);

    /// Finds an object by its name.
    ///
    /// @param type name of the interface that it must have
    /// @return a proxy; null if there is none
    @Nullable Object lookup(String name, String type);

    /// Gives the caller a lease on an object of which it was sent a proxy by somebody else.
    ///
    /// @param object its number
    /// @return a proxy
    Object claim(long object);

    /// Has the server serve strangers too.
    ///
    /// @return where it is from then on
    Whereabouts listen();

    /// The names there are.
    List<String> names();

    /// How many objects there are.
    int size();

    /// Asks the server to end.
    void stop();

    /// Our own types.
    enum Kind {
        MAP,
        LIST,
        SET,
        QUEUE,
        VALUE,
        NAMESPACE,
        ARRAY,
        LOCK,
        SEMAPHORE,
        EVENT,
        BARRIER,
        POOL
    }
}
