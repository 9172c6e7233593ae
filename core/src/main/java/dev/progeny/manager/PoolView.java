package dev.progeny.manager;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/// A managed pool as its users see it.
@SuppressWarnings("unchecked") // results are what the function, which travels along, gives
final class PoolView extends Same implements RemotePool, View {
    private static final long serialVersionUID = 1L;

    private final transient PoolCalls calls;

    /// What was submitted through this object and is not done.
    private final transient Map<Long, CompletableFuture<?>> unfinished = new ConcurrentHashMap<>();

    private final transient AtomicLong last = new AtomicLong();

    PoolView(PoolCalls calls) {
        this.calls = calls;
    }

    @Override
    public PoolCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    @Override
    public <R> CompletableFuture<R> submit(RemoteCallable<R> task) {
        Objects.requireNonNull(task, "task");
        return noted((CompletableFuture<R>) calls.submit(task));
    }

    @Override
    public CompletableFuture<Void> submit(RemoteRunnable task) {
        return noted(calls.run(Objects.requireNonNull(task, "task")));
    }

    @Override
    public <R> R call(RemoteCallable<R> task) throws InterruptedException, ExecutionException {
        return await(submit(task));
    }

    @Override
    public <A, R> CompletableFuture<R> apply(
            RemoteFunction<? super A, ? extends R> function, A argument) {
        Objects.requireNonNull(function, "function");
        return noted((CompletableFuture<R>) calls.apply(function, argument));
    }

    @Override
    public <A, R> List<R> map(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> items)
            throws InterruptedException, ExecutionException {
        return await(mapAsync(function, items));
    }

    @Override
    public <A, R> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> items) {
        Objects.requireNonNull(function, "function");
        CompletableFuture<?> results = calls.map(function, new ArrayList<>(items));
        return noted((CompletableFuture<List<R>>) results);
    }

    private <T> CompletableFuture<T> noted(CompletableFuture<T> future) {
        long number = last.incrementAndGet();
        unfinished.put(number, future);
        var _ = future.whenComplete((_, _) -> unfinished.remove(number));
        return future;
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    @Override
    public int workers() {
        return calls.workers();
    }

    @Override
    public void close() {
        boolean wasInterrupted = false;
        try {
            for (var future : unfinished.values()) {
                awaitEnd(future);
            }
        } catch (InterruptedException e) {
            wasInterrupted = true;
            unfinished.values().forEach(future -> future.cancel(true));
        }
        try {
            calls.close();
        } catch (ServerGoneException e) {
            // it has taken its workers along
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void awaitEnd(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException | CancellationException e) {
            // whoever has the future is told
        }
    }
}
