package dev.progeny.pool;

import dev.progeny.codec.Throwables;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;

/// What a worker answered to a batch, not decoded yet: decoding may run code of the user, which is
/// best done by the thread that wants the results.
///
/// @param frame the answer
/// @param firstItem index of its first item in the whole map
/// @param unit the batch, which knows its failed attempts
record BatchAnswer(Frame frame, long firstItem, BatchUnit unit) {

    /// Decodes it.
    ///
    /// @return results in the order of the items, with an [ItemFailure] in the place of each that
    ///     failed
    /// @throws ExecutionException if the batch failed as a whole
    @Nullable Object[] results() throws ExecutionException {
        if (frame.kind() == PoolProtocol.THREW) {
            throw new ExecutionException(unit.withHistory(Answers.decodeThrowable(frame)));
        }
        var results = (@Nullable Object[]) Answers.decode(frame);
        if (results == null) {
            throw new ExecutionException(
                    new IllegalStateException("a worker answered null to a batch"));
        }
        if (frame.kind() == PoolProtocol.PARTLY) {
            decodeFailures(results);
        }
        return results;
    }

    /// The first item that failed, in their order.
    ///
    /// @param results as [#results] gave them
    /// @return null if none did
    @Nullable ItemFailure firstFailure(@Nullable Object[] results) {
        if (frame.kind() == PoolProtocol.PARTLY) {
            for (var result : results) {
                if (result instanceof ItemFailure failure) {
                    return failure;
                }
            }
        }
        return null;
    }

    private void decodeFailures(@Nullable Object[] results) {
        for (int i = 0; i < results.length; i++) {
            if (results[i] instanceof Failure failure) {
                byte[] bytes = failure.throwable();
                var thrown = unit.withHistory(Throwables.decode(bytes, 0, bytes.length));
                results[i] = new ItemFailure(firstItem + i, thrown);
            }
        }
    }

    /// The first failure in it.
    Throwable failure() {
        if (frame.kind() == PoolProtocol.THREW) {
            return Answers.decodeThrowable(frame);
        }
        if (Answers.decode(frame) instanceof Object[] results) {
            for (var result : results) {
                if (result instanceof Failure failure) {
                    byte[] bytes = failure.throwable();
                    return Throwables.decode(bytes, 0, bytes.length);
                }
            }
        }
        return new IllegalStateException("a worker reported a failure and sent none");
    }

    /// In place of the result of an item.
    ///
    /// @param item its index in the whole map
    /// @param thrown what it threw
    record ItemFailure(long item, Throwable thrown) {

        String message() {
            return "item " + item + " of the map failed: " + thrown;
        }
    }
}
