package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

/// Sends batches of one map to the pool, numbering the items.
final class Batches {
    private final Dispatcher dispatcher;
    private final SentFunction function;
    private final String label;
    private long items;

    Batches(Dispatcher dispatcher, Object function, String label) {
        this.dispatcher = dispatcher;
        this.function = SentFunction.of(function);
        this.label = label;
    }

    PoolFuture<BatchAnswer> submit(@Nullable Object[] batch) {
        var future = new PoolFuture<BatchAnswer>(dispatcher);
        var unit = new BatchUnit(future, function, new BatchUnit.Batch(label, items, batch));
        future.belongsTo(unit);
        items += batch.length;
        dispatcher.submit(unit);
        return future;
    }
}
