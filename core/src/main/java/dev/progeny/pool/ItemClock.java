package dev.progeny.pool;

/// Finds the slowest item of a batch. It does not look at the clock after each of many fast items,
/// which would cost as much as they do, but after a stride of them: so of a slow one among fast
/// ones it knows only about where it was, and of several such their sum.
final class ItemClock {
    private static final int LONGEST_STRIDE = 64;

    /// A look at the clock costs about a hundredth of this.
    private static final long SHORT = 2_000;

    /// Worth a closer look.
    private static final long LONG = 50_000;

    private int stride = 1;
    private int first;
    private long since;
    private int slowest;
    private int span;
    private long nanos;

    /// A batch begins.
    void begin(long now) {
        first = 0;
        since = now;
        slowest = 0;
        span = 0;
        nanos = 0;
    }

    /// Whether the clock is to be read after this item.
    boolean isDueAfter(int item) {
        return item - first + 1 >= stride;
    }

    /// The clock was read after an item.
    void look(int item, long now) {
        long took = now - since;
        if (took > nanos) {
            nanos = took;
            slowest = first;
            span = item - first + 1;
        }
        if (took < SHORT) {
            stride = Math.min(2 * stride, LONGEST_STRIDE);
        } else if (took > LONG) {
            stride = 1;
        }
        first = item + 1;
        since = now;
    }

    /// Index of the slowest item, or of the first of some.
    int slowest() {
        return slowest;
    }

    /// It is one of so many.
    int span() {
        return span;
    }

    long nanos() {
        return nanos;
    }
}
