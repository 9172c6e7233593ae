package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A map whose batches have all been sent: puts their results together in order. Fails with the
/// first item, in their order, that failed, and then takes back what has not started.
///
/// Nobody waits here: when the batch that is next is done, a virtual thread goes on from there. So
/// one thread at a time is in [#proceed], and each sees what the one before it did; decoding may
/// run code of the user, which must not hold up the pool.
final class AsyncMap<R> extends CompletableFuture<List<R>> {
    private final Queue<PoolFuture<BatchAnswer>> pending;
    private final List<R> results = new ArrayList<>();

    /// Why it failed, if one of its items did; set before it is told.
    private BatchAnswer.@Nullable ItemFailure failedItem;

    private AsyncMap(Collection<PoolFuture<BatchAnswer>> batches) {
        pending = new ConcurrentLinkedQueue<>(batches);
    }

    /// Begins to gather results.
    ///
    /// @param batches futures of all items, in order
    /// @return future of the results; cancelling it cancels all that is not done
    static <R> CompletableFuture<List<R>> of(Collection<PoolFuture<BatchAnswer>> batches) {
        var map = new AsyncMap<R>(batches);
        map.awaitNext();
        return map;
    }

    private void awaitNext() {
        var next = pending.peek();
        if (next == null) {
            complete(results);
        } else {
            var _ =
                    next.whenCompleteAsync(
                            (answer, thrown) -> proceed(next), Thread::startVirtualThread);
        }
    }

    private void proceed(PoolFuture<BatchAnswer> batch) {
        if (isDone()) {
            return; // cancelled, and so is the batch
        }
        var failure = take(batch);
        if (failure == null) {
            pending.poll();
            awaitNext();
        } else {
            completeExceptionally(failure);
            cancelAll(false);
        }
    }

    /// @return why there is no result of an item; null where there are all
    @SuppressWarnings("unchecked") // the function that made them gives R
    private @Nullable Throwable take(PoolFuture<BatchAnswer> batch) {
        if (batch.isCancelled()) {
            return new CancellationException("the pool was stopped before the map had ended");
        }
        if (batch.state() == Future.State.FAILED) {
            return batch.exceptionNow();
        }
        try {
            var answer = batch.resultNow();
            var decoded = answer.results();
            var failure = answer.firstFailure(decoded);
            if (failure != null) {
                failedItem = failure;
                return failure.thrown();
            }
            results.addAll((List<R>) Arrays.asList(decoded));
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /// Like that of any future, but names the item that failed.
    @Override
    public List<R> get() throws InterruptedException, ExecutionException {
        try {
            return super.get();
        } catch (ExecutionException e) {
            throw named(e);
        }
    }

    @Override
    public List<R> get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } catch (ExecutionException e) {
            throw named(e);
        }
    }

    private ExecutionException named(ExecutionException thrown) {
        var item = failedItem;
        return item == null ? thrown : new ExecutionException(item.message(), item.thrown());
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        if (isCancelled) {
            cancelAll(mayInterruptIfRunning);
        }
        return isCancelled;
    }

    private void cancelAll(boolean mayInterruptIfRunning) {
        for (var batch = pending.poll(); batch != null; batch = pending.poll()) {
            batch.cancel(mayInterruptIfRunning);
        }
    }
}
