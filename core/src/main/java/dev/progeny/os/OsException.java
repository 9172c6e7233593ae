package dev.progeny.os;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The operating system refused: no descriptors left, no memory, no such program.
public final class OsException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    /// Makes an exception.
    ///
    /// @param message the call, its arguments, and the reason in words
    /// @param cause the JDK's exception, if there was one
    public OsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
