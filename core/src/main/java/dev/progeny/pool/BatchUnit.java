package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Some items of a map: a function that is at the worker, applied to each of them.
///
/// Its future gives the answer as it came; whoever wants the results decodes it.
final class BatchUnit extends WorkUnit {
    private static final long UNKNOWN = -1;

    private final PoolFuture<BatchAnswer> future;
    private final SentFunction function;
    private final long firstItem;
    private final int items;
    private final boolean isExpected;
    private @Nullable Feedback feedback;

    /// Makes a unit.
    ///
    /// @param future completed with the answer
    /// @param function what is applied
    /// @param batch the items
    BatchUnit(PoolFuture<BatchAnswer> future, SentFunction function, Batch batch) {
        super(batch.options, Codec.java().encode(batch.items, PoolProtocol.AFTER_IDS));
        this.future = future;
        this.function = function;
        firstItem = batch.firstItem;
        items = batch.items.length;
        isExpected = batch.isExpected;
    }

    /// Says who hears of its end; before it is submitted.
    void tells(@Nullable Feedback listener) {
        feedback = listener;
        if (listener != null) {
            listener.sent(items, payload().length);
        }
    }

    private void tell(long nanos) {
        if (feedback != null) {
            feedback.ended(items, nanos);
        }
    }

    /// Items that travel together.
    ///
    /// @param options of the map
    /// @param firstItem index of the first one in the whole map
    /// @param items themselves
    /// @param isExpected whether they were announced
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Batch(
            TaskOptionsValue options,
            long firstItem,
            @Nullable Object[] items,
            boolean isExpected) {}

    @Override
    String describe() {
        String what =
                items == 1
                        ? "item " + firstItem
                        : "items " + firstItem + " to " + (firstItem + items - 1);
        String label = options().label();
        return label.isEmpty() ? what : what + " (" + label + ")";
    }

    /// Names some of its items, for messages.
    ///
    /// @param index of the first one here
    String describeItems(int index, int count) {
        long first = firstItem + index;
        String what =
                count > 1
                        ? "one of items " + first + " to " + (first + count - 1)
                        : "item " + first;
        String label = options().label();
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
    boolean isExpected() {
        return isExpected;
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
        future.returned(() -> new BatchAnswer(answer, firstItem, this));
        tell(Receipt.ran(answer));
    }

    @Override
    Supplier<Throwable> failureOf(Frame answer) {
        return () -> new BatchAnswer(answer, firstItem, this).failure();
    }

    @Override
    boolean isWanted() {
        return !future.isDone();
    }

    @Override
    void failed(Throwable reason) {
        future.failed(withHistory(reason));
        tell(UNKNOWN);
    }

    @Override
    void expire(Throwable reason) {
        future.expire(withHistory(reason));
    }

    @Override
    void cancelled() {
        future.withdraw();
        tell(UNKNOWN);
    }
}
