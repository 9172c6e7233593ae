package dev.progeny.manager;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// An object at the other end of a session: of a client, as its server calls it back.
///
/// @param session the way there
/// @param id its number there
record SessionTarget(Session session, long id) implements Target {
    @Override
    public @Nullable Object call(
            Methods.Remote method, @Nullable Object[] arguments, @Nullable Duration timeout)
            throws Throwable {
        var deadline = timeout == null ? Deadline.never() : Deadline.after(timeout);
        return session.call(id, method, arguments, deadline);
    }

    @Override
    public CompletableFuture<@Nullable Object> callAsync(
            Methods.Remote method, @Nullable Object[] arguments) {
        return session.callAsync(id, method, arguments);
    }

    @Override
    public Object handle(Class<?> type) {
        if (Session.current() == session) {
            return new Handle.OfReceiver(id);
        }
        throw new IllegalStateException(
                "an object that a client passed by reference can go back to that client only: type="
                        + type.getName()
                        + "; let the client make it a managed object, which everybody can use");
    }
}
