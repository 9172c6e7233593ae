package dev.progeny.manager;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The server of a managed object died, was closed, or cannot be reached. Whether a call that was
/// in flight has run is not known: it was sent once and is not repeated.
public final class ServerGoneException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    ServerGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ServerGoneException(String message) {
        this(message, null);
    }
}
