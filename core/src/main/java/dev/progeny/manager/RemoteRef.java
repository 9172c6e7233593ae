package dev.progeny.manager;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// An object of a server, as a client refers to it.
final class RemoteRef implements Target {
    private final Client client;
    private final Class<?> type;

    /// By which the object is found again at a server that was started anew; null for none.
    private final @Nullable String name;

    private volatile Place place;

    /// Which object, and the lease on it.
    ///
    /// @param manager server that knows it by its number
    /// @param id its number there
    /// @param lease held for as long as this is; null while the server has not been told of it
    private record Place(UUID manager, long id, @Nullable Object lease) {}

    RemoteRef(Client client, Class<?> type, UUID manager, Client.Lease lease) {
        this.client = client;
        this.type = type;
        name = null;
        place = new Place(manager, lease.id(), lease);
    }

    /// One that somebody else has sent.
    RemoteRef(Client client, Class<?> type, UUID manager, long id, @Nullable String name) {
        this.client = client;
        this.type = type;
        this.name = name;
        place = new Place(manager, id, null);
    }

    /// The same with a name.
    RemoteRef named(String newName) {
        var ref = new RemoteRef(client, type, place.manager, place.id, newName);
        ref.place = place;
        return ref;
    }

    Client client() {
        return client;
    }

    Class<?> type() {
        return type;
    }

    @Override
    public @Nullable Object call(
            Methods.Remote method, @Nullable Object[] arguments, @Nullable Duration timeout)
            throws Throwable {
        var reach = reachFor(method);
        var limit = timeout == null ? client.options().used().callTimeout() : timeout;
        var deadline = limit == null ? Deadline.never() : Deadline.after(limit);
        return reach.session.call(reach.id, method, arguments, deadline);
    }

    /// How the object is called.
    ///
    /// @param session in which it is known
    /// @param id its number there
    private record Reach(ClientSession session, long id) {}

    /// Connects if that is needed; through interrupts where the call goes through them.
    private Reach reachFor(Methods.Remote method) throws InterruptedException {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    var session = client.session();
                    return new Reach(session, idAt(session));
                } catch (CallInterruptedException e) {
                    if (method.throwsWhenInterrupted()) {
                        throw e.asChecked();
                    }
                    if (!method.connectsUninterrupted()) {
                        throw e;
                    }
                    wasInterrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public CompletableFuture<@Nullable Object> callAsync(
            Methods.Remote method, @Nullable Object[] arguments) {
        var session = client.session();
        return session.callAsync(idAt(session), method, arguments);
    }

    /// Its number at the server of a session; finds it there if it has to.
    private long idAt(ClientSession session) {
        var known = place;
        if (known.id == ManagerProtocol.DIRECTORY) {
            return known.id;
        }
        if (known.lease != null && known.manager.equals(session.manager())) {
            return known.id;
        }
        return find(session).id;
    }

    private synchronized Place find(ClientSession session) {
        if (place.lease != null && place.manager.equals(session.manager())) {
            return place;
        }
        Object found;
        if (place.manager.equals(session.manager())) {
            found = session.directory().claim(place.id);
        } else {
            found = name == null ? null : session.directory().lookup(name, type.getName());
        }
        var calls = found instanceof View view ? view.calls() : found;
        if (calls == null || !(Proxies.target(calls) instanceof RemoteRef other)) {
            throw new ObjectGoneException(
                    "the server was started anew and does not have the object: type="
                            + type.getSimpleName()
                            + (name == null ? "" : ", name=" + name)
                            + "; bind objects that are to be found again, and look them up");
        }
        place = other.place;
        return place;
    }

    /// Tells the server of the lease, if nobody has yet, so that the object stays.
    void claim() {
        try {
            idAt(client.session());
        } catch (RuntimeException e) {
            // whoever uses it is told
        }
    }

    @Override
    public Object handle(Class<?> its) {
        var session = Session.current();
        return session instanceof ClientSession at
                        && at.client() == client
                        && place.manager.equals(at.manager())
                ? new Handle.OfReceiver(place.id)
                : new Handle.Far(client.whereabouts(), place.id, its.getName(), name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteRef ref
                && ref.place.id == place.id
                && ref.place.manager.equals(place.manager);
    }

    @Override
    public int hashCode() {
        return Objects.hash(place.manager, place.id);
    }

    @Override
    public String toString() {
        return "number " + place.id + " of " + client;
    }
}
