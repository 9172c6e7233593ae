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

    /// A map begins: a pool that is shut down meanwhile takes all its items.
    ///
    /// @param count how many there will be, for who watches the progress
    void begin(long count) {
        isExpecting = true;
        expected = count;
        dispatcher.locked(
                () -> {
                    dispatcher.requireRunning();
                    dispatcher.tally().mapBegins();
                    dispatcher.tally().expect(count);
                });
    }

    /// There will be no more; fewer or more may have been sent than announced.
    void end() {
        dispatcher.locked(
                () -> {
                    dispatcher.tally().mapEnds();
                    dispatcher.tally().expect(items - expected);
                    dispatcher.endIfDone();
                });
    }

    /// Sends a batch.
    ///
    /// @param feedback told of its end; null for nobody
    PoolFuture<BatchAnswer> submit(@Nullable Object[] batch, @Nullable Feedback feedback) {
        var future = new PoolFuture<BatchAnswer>(dispatcher, options.label());
        var unit = encode(future, batch);
        future.belongsTo(unit);
        unit.tells(feedback);
        items += batch.length;
        try {
            if (isExpecting) {
                dispatcher.submitMore(unit);
            } else {
                dispatcher.submit(unit);
            }
        } finally {
            Reference.reachabilityFence(pool);
        }
        return future;
    }

    /// Makes what hears of the ends of its batches.
    Feedback feedback(BatchSizes sizes, int most) {
        return new Feedback(dispatcher, sizes, most);
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
