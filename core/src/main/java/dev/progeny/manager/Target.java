package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Where the calls of a proxy go.
sealed interface Target permits LocalTarget, SessionTarget, RemoteRef {

    /// Calls a method and waits for its end.
    ///
    /// @param timeout the longest wait; null for what is usual there
    /// @throws Throwable what the method throws, or what keeps it from being called
    @Nullable Object call(
            Methods.Remote method, @Nullable Object[] arguments, @Nullable Duration timeout)
            throws Throwable;

    /// Calls a method.
    CompletableFuture<@Nullable Object> callAsync(
            Methods.Remote method, @Nullable Object[] arguments) throws Throwable;

    /// What a proxy travels as.
    Object handle(Class<?> type);
}
