package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Futures of calls that have a time limit.
final class Timed {
    private Timed() {}

    /// The future, which is cancelled at the server and fails here if it takes too long.
    static CompletableFuture<@Nullable Object> future(
            CompletableFuture<@Nullable Object> future,
            @Nullable Duration timeout,
            Methods.Remote method) {
        if (timeout == null) {
            return future;
        }
        var timed = new CompletableFuture<@Nullable Object>();
        var _ =
                future.whenComplete(
                        (result, thrown) -> {
                            if (thrown == null) {
                                timed.complete(result);
                            } else {
                                timed.completeExceptionally(thrown);
                            }
                        });
        var _ =
                timed.whenComplete(
                        (_, _) -> {
                            if (timed.isCompletedExceptionally()) {
                                future.cancel(true);
                            }
                        });
        CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> timed.completeExceptionally(late(method, timeout)));
        return timed;
    }

    private static CallTimeoutException late(Methods.Remote method, Duration timeout) {
        return new CallTimeoutException(
                "no answer before the deadline: method=" + method + ", timeout=" + timeout);
    }
}
