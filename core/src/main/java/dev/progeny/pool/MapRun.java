package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// One call of `map`: cuts the items into batches, keeps a bounded number of them going, and puts
/// the results together in order. It fails with the first item, in their order, that failed; what
/// has not started then is taken back.
final class MapRun<R> {
    private static final int BATCHES_PER_WORKER = 4;
    private static final int LARGEST_DEFAULT_BATCH = 1 << 16;

    /// Batches at a time: enough to keep workers busy with single small items.
    private static final int MOST_PENDING = 2048;

    private final Batches batches;
    private final int batchSize;
    private final Deque<PoolFuture<BatchAnswer>> pending = new ArrayDeque<>();
    private final List<R> results;

    /// Makes a run.
    ///
    /// @param batches where to send the items
    /// @param items how many there are, as their collection says; it may lie
    /// @param options of the map
    /// @param workers that share them
    MapRun(Batches batches, int items, TaskOptionsValue options, int workers) {
        this.batches = batches;
        int share = Math.ceilDiv(items, workers * BATCHES_PER_WORKER);
        int fair = options.isForEachItem() ? 1 : Math.clamp(share, 1, LARGEST_DEFAULT_BATCH);
        batchSize = options.chunkSize() > 0 ? options.chunkSize() : fair;
        batches.expect(items);
        results = new ArrayList<>(Math.clamp(items, 0, LARGEST_DEFAULT_BATCH));
    }

    /// Sends all items, and waits for none.
    List<PoolFuture<BatchAnswer>> sendAll(Collection<?> items) {
        boolean isSent = false;
        try {
            Iterator<?> rest = items.iterator();
            while (rest.hasNext()) {
                pending.add(batches.submit(take(rest)));
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
                pending.add(batches.submit(take(rest)));
                if (pending.size() >= MOST_PENDING) {
                    deliver(pending.remove());
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

    private @Nullable Object[] take(Iterator<?> rest) {
        var batch = new ArrayList<@Nullable Object>(Math.min(batchSize, 1024));
        while (batch.size() < batchSize && rest.hasNext()) {
            batch.add(rest.next());
        }
        return batch.toArray();
    }

    @SuppressWarnings("unchecked") // the function that made them gives R
    private void deliver(PoolFuture<BatchAnswer> future)
            throws InterruptedException, ExecutionException {
        boolean isWhole = false;
        try {
            for (var result : future.get().results()) {
                if (result instanceof BatchAnswer.ItemFailure failure) {
                    throw new ExecutionException(failure.message(), failure.thrown());
                }
                results.add((R) result);
            }
            isWhole = true;
        } finally {
            if (!isWhole) {
                future.cancel(false);
            }
        }
    }
}
