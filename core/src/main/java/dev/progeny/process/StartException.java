package dev.progeny.process;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// A child could not be started, or was not there in time.
public final class StartException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
