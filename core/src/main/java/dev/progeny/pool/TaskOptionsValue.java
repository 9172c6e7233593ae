package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// The value behind [TaskOptions]; a chunk size or window of 0 lets the pool decide.
record TaskOptionsValue(
        String label,
        int chunkSize,
        int window,
        int priority,
        @Nullable Duration timeout,
        Retry retry)
        implements TaskOptions {
    static final TaskOptionsValue DEFAULTS = new TaskOptionsValue("", 0, 0, 0, null, Retry.NEVER);

    /// Whether items of a map must end one by one, so that no other one shares their fate.
    boolean isForEachItem() {
        return timeout != null || retry.times() > 0;
    }

    /// With the pool's own limit.
    TaskOptionsValue orTimeout(@Nullable Duration limit) {
        return new TaskOptionsValue(label, chunkSize, window, priority, limit, retry);
    }

    @Override
    public TaskOptions withTimeout(Duration limit) {
        return orTimeout(PoolOptionsValue.requirePositive("time limit", limit));
    }

    @Override
    public TaskOptions withRetries(int retries) {
        return withRetries(retries, RetryOn.values());
    }

    @Override
    public TaskOptions withRetries(int retries, RetryOn... kinds) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative: retries=" + retries);
        }
        var set = EnumSet.noneOf(RetryOn.class);
        set.addAll(Arrays.asList(kinds));
        return withRetry(new Retry(retries, Set.copyOf(set), retry.first(), retry.most()));
    }

    @Override
    public TaskOptions withBackoff(Duration first, Duration most) {
        if (first.isNegative() || first.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "not a pause: first="
                            + first
                            + ", most="
                            + most
                            + "; use zero or more, and no more than most");
        }
        return withRetry(new Retry(retry.times(), retry.kinds(), first, most));
    }

    private TaskOptionsValue withRetry(Retry newRetry) {
        return new TaskOptionsValue(label, chunkSize, window, priority, timeout, newRetry);
    }

    @Override
    public TaskOptions withPriority(int newPriority) {
        return new TaskOptionsValue(label, chunkSize, window, newPriority, timeout, retry);
    }

    @Override
    public TaskOptions withLabel(String newLabel) {
        Objects.requireNonNull(newLabel, "label");
        return new TaskOptionsValue(newLabel, chunkSize, window, priority, timeout, retry);
    }

    @Override
    public TaskOptions withChunkSize(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("chunk size must be greater than 0: items=" + items);
        }
        return new TaskOptionsValue(label, items, window, priority, timeout, retry);
    }

    @Override
    public TaskOptions withWindow(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("window must be greater than 0: items=" + items);
        }
        return new TaskOptionsValue(label, chunkSize, items, priority, timeout, retry);
    }
}
