package dev.progeny.manager;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// A call was not answered before its deadline. The server was told to give it up; if the method
/// heeds interrupts it has, otherwise it still runs and its result will be dropped.
public final class CallTimeoutException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    CallTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CallTimeoutException(String message) {
        this(message, null);
    }
}
