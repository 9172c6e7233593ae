package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

/// What a map hears of its batches while it still cuts others: how many are out, and how long they
/// took. Safe for use by several threads; nothing of the user's runs in it.
final class Feedback {
    private final Dispatcher dispatcher;
    private final BatchSizes sizes;
    private final int most;
    private int out;
    private PoolFuture<Boolean> change;

    /// Makes one for a map.
    ///
    /// @param dispatcher whose answers a caller receives while he waits
    /// @param sizes told of each batch
    /// @param most batches that may be out
    Feedback(Dispatcher dispatcher, BatchSizes sizes, int most) {
        this.dispatcher = dispatcher;
        this.sizes = sizes;
        this.most = most;
        change = nextChange();
    }

    private PoolFuture<Boolean> nextChange() {
        return new PoolFuture<>(dispatcher, "the end of a batch");
    }

    synchronized int nextSize(long left) {
        return sizes.next(left);
    }

    /// A batch goes out.
    synchronized void sent(int items, int bytes) {
        sizes.encoded(items, bytes);
        out++;
    }

    /// A batch has ended, well or not.
    ///
    /// @param nanos that it ran; negative where nobody knows
    void ended(int items, long nanos) {
        note(items, nanos).complete(true);
    }

    private synchronized PoolFuture<Boolean> note(int items, long nanos) {
        out--;
        if (nanos >= 0) {
            sizes.ran(items, nanos);
        }
        return change;
    }

    /// What to wait for before another batch may go out.
    ///
    /// @return done when one has ended; null if another one may go out now
    synchronized @Nullable PoolFuture<Boolean> awaited() {
        if (out < most) {
            return null;
        }
        if (change.isDone()) {
            change = nextChange();
        }
        return change;
    }
}
