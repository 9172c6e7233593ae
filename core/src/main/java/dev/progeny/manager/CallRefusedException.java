package dev.progeny.manager;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The server did not make the call: the method or type is not bound, an argument or result is too
/// long, or a limit of the server is reached. Nothing has happened.
public final class CallRefusedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    CallRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CallRefusedException(String message) {
        this(message, null);
    }
}
