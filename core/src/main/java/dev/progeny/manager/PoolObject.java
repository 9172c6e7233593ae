package dev.progeny.manager;

import dev.progeny.pool.PoolOptions;
import dev.progeny.pool.ProcessPool;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// A pool at its server. Whoever has a future of it gives it up by cancelling it, and who has died
/// by the end of the session.
@SuppressWarnings({
    "unchecked", // types are those of the client that submits
    "NullAway" // an argument that its function does not take, the client does not send
})
final class PoolObject implements PoolCalls, Resource {
    private final ProcessPool pool;

    PoolObject(UnaryOperator<PoolOptions> options) {
        pool = ProcessPool.open(options);
    }

    @Override
    public CompletableFuture<@Nullable Object> submit(RemoteCallable<?> task) {
        return pool.submit((RemoteCallable<@Nullable Object>) task);
    }

    @Override
    public CompletableFuture<Void> run(RemoteRunnable task) {
        return pool.submit(task);
    }

    @Override
    public CompletableFuture<@Nullable Object> apply(
            RemoteFunction<?, ?> function, @Nullable Object argument) {
        return pool.apply((RemoteFunction<@Nullable Object, @Nullable Object>) function, argument);
    }

    @Override
    public CompletableFuture<List<Object>> map(RemoteFunction<?, ?> function, List<Object> items) {
        return pool.mapAsync((RemoteFunction<Object, Object>) function, items);
    }

    @Override
    public int workers() {
        return pool.status().workers();
    }

    @Override
    public void close() {
        pool.shutdown();
    }

    @Override
    public void letGo() {
        pool.shutdown();
    }

    /// Nobody is there any more who would be told.
    @Override
    public void end() {
        pool.killWorkers();
        pool.close();
    }
}
