package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// Some items of a map: a function that is at the worker, applied to each of them.
///
/// Its future gives the answer as it came; whoever wants the results decodes it.
final class BatchUnit extends WorkUnit {
    private final PoolFuture<BatchAnswer> future;
    private final SentFunction function;
    private final String label;
    private final long firstItem;
    private final int items;

    /// Makes a unit.
    ///
    /// @param future completed with the answer
    /// @param function what is applied
    /// @param batch the items
    BatchUnit(PoolFuture<BatchAnswer> future, SentFunction function, Batch batch) {
        super(Codec.java().encode(batch.items, PoolProtocol.AFTER_IDS));
        this.future = future;
        this.function = function;
        label = batch.label;
        firstItem = batch.firstItem;
        items = batch.items.length;
    }

    /// Items that travel together.
    ///
    /// @param label for messages
    /// @param firstItem index of the first one in the whole map
    /// @param items themselves
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Batch(String label, long firstItem, @Nullable Object[] items) {}

    @Override
    String describe() {
        String what =
                items == 1
                        ? "item " + firstItem
                        : "items " + firstItem + " to " + (firstItem + items - 1);
        return label.isEmpty() ? what : what + " (" + label + ")";
    }

    /// Which item it was that the worker last began.
    String describeItem(long index) {
        return items == 1 || index < 0 || index >= items ? "" : ", at item " + (firstItem + index);
    }

    @Override
    int kind() {
        return PoolProtocol.APPLY;
    }

    @Override
    SentFunction function() {
        return function;
    }

    @Override
    int tasks() {
        return items;
    }

    @Override
    boolean isFor(@Nullable CompletableFuture<?> candidate) {
        return future == candidate && future.getNumberOfDependents() == 0;
    }

    @Override
    boolean isHarmless(Frame answer) {
        return future.getNumberOfDependents() == 0;
    }

    @Override
    void answered(Frame answer) {
        future.returned(() -> new BatchAnswer(answer, firstItem));
    }

    @Override
    void failed(Throwable reason) {
        future.failed(reason);
    }

    @Override
    void cancelled() {
        future.withdraw();
    }
}
