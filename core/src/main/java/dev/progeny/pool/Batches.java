package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.codec.UnsendableException;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Reference;
import java.util.Objects;

/// Sends batches of one map to the pool, numbering the items.
final class Batches {
    private final ProcessPool pool;
    private final Dispatcher dispatcher;
    private final SentFunction function;
    private final TaskOptionsValue options;
    private long items;
    private long expected;
    private boolean isExpecting;

    /// Makes a sender.
    ///
    /// @param pool cannot be forgotten while this is in use
    /// @param dispatcher the pool's
    /// @param function what is applied
    /// @param options of the map
    Batches(ProcessPool pool, Dispatcher dispatcher, Object function, TaskOptionsValue options) {
        this.pool = pool;
        this.dispatcher = dispatcher;
        this.function = SentFunction.of(Objects.requireNonNull(function, "function"));
        this.options = options;
    }

    /// Announces how many items there will be, for who watches the progress.
    void expect(long count) {
        isExpecting = true;
        expected = count;
        dispatcher.locked(() -> dispatcher.tally().expect(count));
    }

    /// There will be no more; fewer or more were sent than announced.
    void end() {
        long missing = expected - items;
        if (isExpecting && missing != 0) {
            dispatcher.locked(() -> dispatcher.tally().expect(-missing));
        }
    }

    PoolFuture<BatchAnswer> submit(@Nullable Object[] batch) {
        var future = new PoolFuture<BatchAnswer>(dispatcher, options.label());
        var unit = encode(future, batch);
        future.belongsTo(unit);
        items += batch.length;
        try {
            dispatcher.submit(unit);
        } finally {
            Reference.reachabilityFence(pool);
        }
        return future;
    }

    private BatchUnit encode(PoolFuture<BatchAnswer> future, @Nullable Object[] batch) {
        try {
            return new BatchUnit(
                    future, function, new BatchUnit.Batch(options, items, batch, isExpecting));
        } catch (UnsendableException e) {
            throw culprit(batch, e);
        }
    }

    /// Says which item of the map it was.
    private UnsendableException culprit(@Nullable Object[] batch, UnsendableException failure) {
        for (int i = 0; i < batch.length; i++) {
            try {
                Codec.java().encode(batch[i]);
            } catch (UnsendableException e) {
                return e.at("item " + (items + i) + " of the map");
            }
        }
        return failure;
    }
}
