package dev.progeny.manager;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The server does not have the object any more: nobody had a lease on it for too long, its name
/// was unbound, or the server is a new one. Keep a proxy for as long as the object is needed, or
/// bind it.
public final class ObjectGoneException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    ObjectGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ObjectGoneException(String message) {
        this(message, null);
    }
}
