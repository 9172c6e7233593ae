package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Gatherer;

/// State of one gatherer: items of a stream that are out at workers, at most a window of them.
///
/// When the stream needs no more, what is still out is cancelled.
final class Mapping<A, R> {
    private final Batches batches;
    private final int batchSize;
    private final int window;
    private final boolean isOrdered;
    private final List<@Nullable Object> batch = new ArrayList<>();
    private final Deque<PoolFuture<BatchAnswer>> pending = new ArrayDeque<>();
    private final BlockingQueue<PoolFuture<BatchAnswer>> done = new LinkedBlockingQueue<>();

    private Mapping(Batches batches, int chunkSize, int window, boolean isOrdered) {
        this.batches = batches;
        this.batchSize = Math.max(1, chunkSize);
        this.window = window;
        this.isOrdered = isOrdered;
    }

    /// The gatherer.
    ///
    /// @param source makes the batches of one stream
    /// @param options chunk size
    /// @param window batches that are out at a time
    /// @param isOrdered whether results come in the order of their items
    static <A, R> Gatherer<A, ?, R> gatherer(
            java.util.function.Supplier<Batches> source,
            TaskOptionsValue options,
            int window,
            boolean isOrdered) {
        return Gatherer.<A, Mapping<A, R>, R>ofSequential(
                () -> new Mapping<>(source.get(), options.chunkSize(), window, isOrdered),
                (mapping, item, downstream) -> mapping.accept(item, downstream),
                Mapping::finish);
    }

    private boolean accept(A item, Gatherer.Downstream<? super R> downstream) {
        batch.add(item);
        boolean wantsMore = true;
        if (batch.size() >= batchSize) {
            send();
        }
        while (wantsMore && pending.size() >= window) {
            wantsMore = deliverNext(downstream);
        }
        if (!wantsMore) {
            cancelRest();
        }
        return wantsMore;
    }

    private void send() {
        var future = batches.submit(batch.toArray());
        batch.clear();
        pending.add(future);
        if (!isOrdered) {
            var _ = future.whenComplete((results, thrown) -> done.add(future));
        }
    }

    private void finish(Gatherer.Downstream<? super R> downstream) {
        boolean wantsMore = !downstream.isRejecting();
        if (wantsMore && !batch.isEmpty()) {
            send();
        }
        while (wantsMore && !pending.isEmpty()) {
            wantsMore = deliverNext(downstream);
        }
        cancelRest();
    }

    private boolean deliverNext(Gatherer.Downstream<? super R> downstream) {
        boolean isDelivered = false;
        try {
            boolean wantsMore = deliver(next().get().results(), downstream);
            isDelivered = true;
            return wantsMore;
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for a worker", e);
        } finally {
            if (!isDelivered) {
                cancelRest();
            }
        }
    }

    private PoolFuture<BatchAnswer> next() throws InterruptedException {
        if (isOrdered) {
            return pending.remove();
        }
        var first = done.take();
        pending.remove(first);
        return first;
    }

    @SuppressWarnings("unchecked") // the function that made them gives R
    private boolean deliver(@Nullable Object[] results, Gatherer.Downstream<? super R> downstream) {
        for (var result : results) {
            if (result instanceof BatchAnswer.ItemFailure(Throwable thrown)) {
                throw new CompletionException(thrown);
            }
            if (!downstream.push((R) result)) {
                return false;
            }
        }
        return true;
    }

    private void cancelRest() {
        pending.forEach(future -> future.cancel(true));
        pending.clear();
        batch.clear();
    }
}
