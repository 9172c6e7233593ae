package dev.progeny.task;

import org.jspecify.annotations.Nullable;

/// Root of the exceptions that speak of other processes: a death, a refused start, a task that
/// cannot travel. Each floor of the library adds the few it needs.
public abstract class ProgenyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Makes an exception with what happened, to which process or task, and what to do about it.
    ///
    /// @param message fact, names and values, remedy
    /// @param cause what led to it, if anything did
    protected ProgenyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
