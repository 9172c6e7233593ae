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
import java.util.function.Supplier;
import java.util.stream.Gatherer;

/// State of one gatherer: items of a stream that are out at workers, at most a window of them.
///
/// What is done goes downstream as soon as the next item comes, so a slow source holds up no
/// result for long. When the stream needs no more, what is still out is cancelled.
final class Mapping<A, R> {
    private final Batches batches;
    private final int batchSize;
    private final int window;
    private final boolean isOrdered;
    private final List<@Nullable Object> batch = new ArrayList<>();
    private final Deque<PoolFuture<BatchAnswer>> pending = new ArrayDeque<>();
    private final BlockingQueue<PoolFuture<BatchAnswer>> done = new LinkedBlockingQueue<>();

    private Mapping(Batches batches, Shape shape) {
        this.batches = batches;
        batchSize = shape.batchSize;
        window = shape.window;
        isOrdered = shape.isOrdered;
    }

    /// How much goes out and how it comes back.
    ///
    /// @param batchSize items that travel together
    /// @param window batches that are out at a time
    /// @param isOrdered whether results come in the order of their items
    record Shape(int batchSize, int window, boolean isOrdered) {
        /// Batches for each worker.
        private static final int DEFAULT_WINDOW = 16;

        static Shape of(TaskOptionsValue options, int workers, boolean isOrdered) {
            int wanted = options.window();
            int largest = wanted == 0 ? Integer.MAX_VALUE : wanted;
            int batchSize = Math.clamp(options.chunkSize(), 1, largest);
            int window = wanted == 0 ? DEFAULT_WINDOW * workers : wanted / batchSize;
            return new Shape(batchSize, window, isOrdered);
        }
    }

    /// The gatherer.
    ///
    /// @param source makes the batches of one stream
    /// @param shape of all its streams
    static <A, R> Gatherer<A, ?, R> gatherer(Supplier<Batches> source, Shape shape) {
        return Gatherer.<A, Mapping<A, R>, R>ofSequential(
                () -> new Mapping<>(source.get(), shape),
                (mapping, item, downstream) -> mapping.accept(item, downstream),
                Mapping::finish);
    }

    private boolean accept(A item, Gatherer.Downstream<? super R> downstream) {
        batch.add(item);
        if (batch.size() >= batchSize) {
            send();
        }
        boolean wantsMore = !downstream.isRejecting();
        while (wantsMore && (pending.size() >= window || isNextDone())) {
            wantsMore = deliverNext(downstream);
        }
        if (!wantsMore) {
            cancelRest();
        }
        return wantsMore;
    }

    private void send() {
        try {
            var future = batches.submit(batch.toArray(), null);
            batch.clear();
            pending.add(future);
            if (!isOrdered) {
                var _ = future.whenComplete((results, thrown) -> done.add(future));
            }
        } catch (RuntimeException | Error e) {
            cancelRest();
            throw e;
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

    private boolean isNextDone() {
        var first = pending.peek();
        return isOrdered ? first != null && first.isDone() : !done.isEmpty();
    }

    private boolean deliverNext(Gatherer.Downstream<? super R> downstream) {
        boolean isDelivered = false;
        try {
            var next = isOrdered ? pending.element() : done.take();
            var results = next.get().results();
            pending.remove(next);
            boolean wantsMore = deliver(results, downstream);
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

    @SuppressWarnings("unchecked") // the function that made them gives R
    private boolean deliver(@Nullable Object[] results, Gatherer.Downstream<? super R> downstream) {
        for (var result : results) {
            if (result instanceof BatchAnswer.ItemFailure failure) {
                throw new CompletionException(failure.message(), failure.thrown());
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
