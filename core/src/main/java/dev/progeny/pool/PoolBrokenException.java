package dev.progeny.pool;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// A pool has given up: its workers cannot start, their initializer fails, or they died more often
/// than [PoolOptions#withRestartLimit] allows. All its futures fail with this, and it takes no
/// more. The deaths of workers that led to it, the last ten, are suppressed exceptions, oldest
/// first.
public final class PoolBrokenException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    PoolBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
