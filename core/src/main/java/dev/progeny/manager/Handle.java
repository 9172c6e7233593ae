package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.Serializable;

/// What a proxy travels as. Where it arrives it becomes a proxy again, or the object itself.
sealed interface Handle extends Serializable {

    /// An object of the side that sends this, to the other side of the session.
    ///
    /// @param id its number there
    /// @param type name of the interface
    record OfSender(long id, String type) implements Handle {
        private static final long serialVersionUID = 1L;

        private Object readResolve() throws InvalidObjectException {
            return session(this).proxyOf(id, Handle.type(type));
        }
    }

    /// An object of the side that receives this.
    ///
    /// @param id its number there
    record OfReceiver(long id) implements Handle {
        private static final long serialVersionUID = 1L;

        private Object readResolve() throws InvalidObjectException {
            var entry = session(this).find(id);
            if (entry == null) {
                throw new ObjectGoneException(
                        "there is no such object any more: number="
                                + id
                                + "; keep a proxy of it, or give it a name with bind()");
            }
            return entry.local();
        }
    }

    /// An object for whoever receives this, wherever that is.
    ///
    /// @param server where it lives
    /// @param id its number there
    /// @param type name of the interface
    /// @param name under which it was looked up; null if it was not
    record Far(Whereabouts server, long id, String type, @Nullable String name) implements Handle {
        private static final long serialVersionUID = 1L;

        private Object readResolve() throws InvalidObjectException {
            var home = Home.of(server.manager());
            if (home != null) {
                return home.require(id).local();
            }
            return Client.of(server).proxyOf(id, Handle.type(type), name);
        }
    }

    private static Session session(Handle handle) throws InvalidObjectException {
        var session = Session.current();
        if (session == null) {
            throw new InvalidObjectException("outside of a session: " + handle);
        }
        return session;
    }

    private static Class<?> type(String name) throws InvalidObjectException {
        var loader = Thread.currentThread().getContextClassLoader();
        try {
            var type =
                    Class.forName(
                            name, false, loader == null ? Handle.class.getClassLoader() : loader);
            return Methods.of(type).type();
        } catch (ClassNotFoundException | IllegalArgumentException e) {
            var invalid =
                    new InvalidObjectException(
                            "the interface of a proxy is missing here: type="
                                    + name
                                    + "; add it to the class path of this process");
            invalid.initCause(e);
            throw invalid;
        }
    }
}
