package dev.progeny.manager;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The calls of a managed pool.
@Uninterrupted
interface PoolCalls {
    CompletableFuture<@Nullable Object> submit(RemoteCallable<?> task);

    CompletableFuture<Void> run(RemoteRunnable task);

    CompletableFuture<@Nullable Object> apply(
            RemoteFunction<?, ?> function, @Nullable Object argument);

    CompletableFuture<List<Object>> map(RemoteFunction<?, ?> function, List<Object> items);

    int workers();

    void close();
}
