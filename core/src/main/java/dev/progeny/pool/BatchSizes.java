package dev.progeny.pool;

/// How many items the next batch of a map gets: enough to last about [#TARGET], as far as the
/// batches that have ended tell, and fewer near the end, so that no worker is left alone with the
/// last large one. Not thread-safe.
///
/// It begins with single items. A batch may be [#MOST_GROWTH] times as large as the largest that
/// has ended: so one fast item promises little for the others. A slow batch counts at once, a fast
/// one by half: too small a batch costs microseconds, too large a one leaves the others idle.
final class BatchSizes {
    /// Long enough that what a batch costs (some 10 µs) is nothing, short enough that its end does
    /// not let anybody wait.
    static final long TARGET = 20_000_000;

    /// Near the end a batch is not made shorter than this.
    static final long SHORTEST = 200_000;

    static final int MOST_ITEMS = 1 << 16;

    /// Encoded. A worker's ring holds four: while one runs the next one is there, and neither it
    /// nor the results have to go through the ring in pieces.
    static final int MOST_BYTES = 1 << 16;

    static final int MOST_GROWTH = 8;

    /// A batch gets at most such a part of a worker's fair share of what is left.
    private static final int PARTS_OF_SHARE = 3;

    private static final double UNKNOWN = 0;

    private final int workers;
    private double nanosPerItem = UNKNOWN;
    private double bytesPerItem;
    private int largest;

    BatchSizes(int workers) {
        this.workers = workers;
    }

    /// How large the next batch is to be.
    ///
    /// @param left items that are left, as far as is known
    /// @return at least 1
    int next(long left) {
        if (nanosPerItem == UNKNOWN) {
            return 1;
        }
        long wanted = Math.min(itemsFor(TARGET), (long) largest * MOST_GROWTH);
        long share = Math.max(shareOf(left), itemsFor(SHORTEST));
        long room = (long) (MOST_BYTES / Math.max(1, bytesPerItem));
        return (int) Math.clamp(Math.min(wanted, Math.min(share, room)), 1L, (long) MOST_ITEMS);
    }

    /// How large the next batch is to be where none has ended and none will before all are cut.
    int nextUnseen(long left) {
        return (int) Math.clamp(shareOf(left), 1L, (long) MOST_ITEMS);
    }

    private long shareOf(long left) {
        return left <= 0 ? 1 : Math.ceilDiv(left, (long) PARTS_OF_SHARE * workers);
    }

    private long itemsFor(long nanos) {
        return (long) (nanos / nanosPerItem);
    }

    /// A batch was encoded.
    void encoded(int items, int bytes) {
        bytesPerItem = (double) bytes / Math.max(1, items);
    }

    /// A batch has ended.
    ///
    /// @param nanos that it ran
    void ran(int items, long nanos) {
        double each = Math.max(1, (double) nanos / Math.max(1, items));
        boolean isSlower = each > nanosPerItem;
        nanosPerItem = isSlower || nanosPerItem == UNKNOWN ? each : (nanosPerItem + each) / 2;
        largest = Math.max(largest, items);
    }
}
