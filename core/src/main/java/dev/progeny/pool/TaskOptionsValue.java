package dev.progeny.pool;

import java.util.Objects;

/// The value behind [TaskOptions]; a chunk size or window of 0 lets the pool decide.
record TaskOptionsValue(String label, int chunkSize, int window) implements TaskOptions {
    static final TaskOptionsValue DEFAULTS = new TaskOptionsValue("", 0, 0);

    @Override
    public TaskOptions withLabel(String newLabel) {
        return new TaskOptionsValue(Objects.requireNonNull(newLabel, "label"), chunkSize, window);
    }

    @Override
    public TaskOptions withChunkSize(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("chunk size must be greater than 0: items=" + items);
        }
        return new TaskOptionsValue(label, items, window);
    }

    @Override
    public TaskOptions withWindow(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("window must be greater than 0: items=" + items);
        }
        return new TaskOptionsValue(label, chunkSize, items);
    }
}
