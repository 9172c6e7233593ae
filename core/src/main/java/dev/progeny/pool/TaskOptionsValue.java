package dev.progeny.pool;

import java.util.Objects;

/// The value behind [TaskOptions]; a chunk size of 0 lets the pool decide.
record TaskOptionsValue(String label, int chunkSize) implements TaskOptions {
    static final TaskOptionsValue DEFAULTS = new TaskOptionsValue("", 0);

    @Override
    public TaskOptions withLabel(String newLabel) {
        return new TaskOptionsValue(Objects.requireNonNull(newLabel, "label"), chunkSize);
    }

    @Override
    public TaskOptions withChunkSize(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("chunk size must be greater than 0: items=" + items);
        }
        return new TaskOptionsValue(label, items);
    }
}
