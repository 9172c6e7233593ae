package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/// One call of `map`: cuts the items into batches, keeps a bounded number of them going, and puts
/// the results together in order. It fails with the first item, in their order, that failed; what
/// has not started then is taken back.
///
/// Where the user leaves the sizes to it, few batches are out at a time, and each is cut when
/// another one has ended: as long as those that have ended say that it should be ([BatchSizes]).
final class MapRun<R> {
    /// Batches at a time: enough to keep workers busy with single small items.
    private static final int MOST_PENDING = 2048;

    /// Batches that are out for each worker where their sizes adapt: one runs, one waits.
    private static final int BATCHES_PER_WORKER = 2;

    private final Batches batches;
    private final int expected;

    /// 0 where sizes adapt.
    private final int fixedSize;

    private final BatchSizes sizes;
    private final Feedback feedback;
    private final Deque<PoolFuture<BatchAnswer>> pending = new ArrayDeque<>();
    private final List<R> results;
    private long taken;

    /// Makes a run.
    ///
    /// @param batches where to send the items
    /// @param items how many there are, as their collection says; it may lie
    /// @param options of the map
    /// @param workers that share them
    MapRun(Batches batches, int items, TaskOptionsValue options, int workers) {
        this.batches = batches;
        expected = items;
        fixedSize =
                options.isForEachItem() ? Math.max(1, options.chunkSize()) : options.chunkSize();
        sizes = new BatchSizes(workers);
        feedback = batches.feedback(sizes, BATCHES_PER_WORKER * workers);
        results = new ArrayList<>(Math.clamp(items, 0, BatchSizes.MOST_ITEMS));
        batches.begin(items);
    }

    /// Sends all items, and waits for none.
    List<PoolFuture<BatchAnswer>> sendAll(Collection<?> items) {
        boolean isSent = false;
        try {
            Iterator<?> rest = items.iterator();
            while (rest.hasNext()) {
                int size = fixedSize > 0 ? fixedSize : sizes.nextUnseen(expected - taken);
                pending.add(batches.submit(take(rest, size), null));
            }
            isSent = true;
            return List.copyOf(pending);
        } finally {
            batches.end();
            if (!isSent) {
                pending.forEach(future -> future.cancel(true));
            }
        }
    }

    List<R> run(Collection<?> items) throws InterruptedException, ExecutionException {
        try {
            Iterator<?> rest = items.iterator();
            while (rest.hasNext()) {
                if (fixedSize > 0) {
                    sendFixed(rest);
                } else {
                    sendMeasured(rest);
                }
            }
            while (!pending.isEmpty()) {
                deliver(pending.remove());
            }
            return results;
        } finally {
            batches.end();
            pending.forEach(future -> future.cancel(false));
        }
    }

    private void sendFixed(Iterator<?> rest) throws InterruptedException, ExecutionException {
        pending.add(batches.submit(take(rest, fixedSize), null));
        if (pending.size() >= MOST_PENDING) {
            deliver(pending.remove());
        }
    }

    private void sendMeasured(Iterator<?> rest) throws InterruptedException, ExecutionException {
        var head = pending.peek();
        var awaited = feedback.awaited();
        if (head != null && head.isCompletedExceptionally()) {
            deliver(head); // throws
        } else if (awaited == null) {
            sendNext(rest, feedback.nextSize(expected - taken));
        } else if (pending.element().isDone()) {
            deliver(pending.remove());
        } else {
            awaited.get(); // receives answers meanwhile
        }
    }

    private void sendNext(Iterator<?> rest, int size)
            throws InterruptedException, ExecutionException {
        var batch = take(rest, size);
        try {
            pending.add(batches.submit(batch, feedback));
        } catch (RejectedExecutionException e) {
            while (!pending.isEmpty()) {
                deliver(pending.remove()); // says more, if one of them failed
            }
            throw e;
        }
    }

    private @Nullable Object[] take(Iterator<?> rest, int size) {
        @Nullable Object[] batch = new @Nullable Object[Math.min(size, BatchSizes.MOST_ITEMS)];
        int count = 0;
        while (count < size && rest.hasNext()) {
            if (count == batch.length) {
                batch = Arrays.copyOf(batch, 2 * count);
            }
            batch[count++] = rest.next();
        }
        taken += count;
        return count == batch.length ? batch : Arrays.copyOf(batch, count);
    }

    @SuppressWarnings("unchecked") // the function that made them gives R
    private void deliver(PoolFuture<BatchAnswer> future)
            throws InterruptedException, ExecutionException {
        boolean isWhole = false;
        try {
            var answer = future.get();
            var batch = answer.results();
            var failure = answer.firstFailure(batch);
            if (failure != null) {
                throw new ExecutionException(failure.message(), failure.thrown());
            }
            results.addAll((List<R>) Arrays.asList(batch));
            isWhole = true;
        } finally {
            if (!isWhole) {
                future.cancel(false);
            }
        }
    }
}
