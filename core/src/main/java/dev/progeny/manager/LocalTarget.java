package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// An object of this process.
record LocalTarget(Entry entry) implements Target {
    @Override
    public @Nullable Object call(
            Methods.Remote method, @Nullable Object[] arguments, @Nullable Duration timeout)
            throws Throwable {
        if (!(entry.object() instanceof Guarded guarded)) {
            return method.invoke(entry.object(), arguments);
        }
        guarded.turn.lockInterruptibly();
        try {
            return guarded.detached(method.invoke(entry.object(), arguments));
        } finally {
            guarded.turn.unlock();
        }
    }

    @Override
    public CompletableFuture<@Nullable Object> callAsync(
            Methods.Remote method, @Nullable Object[] arguments) throws Throwable {
        var stage = (CompletionStage<?>) call(method, arguments, null);
        return stage == null
                ? CompletableFuture.completedFuture(null)
                : stage.<@Nullable Object>thenApply(result -> result).toCompletableFuture();
    }

    @Override
    public Object handle(Class<?> type) {
        var session = Session.current();
        if (session != null && session.exporter() == entry.exporter()) {
            session.given(entry);
            return new Handle.OfSender(entry.id(), type.getName());
        }
        return entry.exporter().farHandle(entry);
    }
}
