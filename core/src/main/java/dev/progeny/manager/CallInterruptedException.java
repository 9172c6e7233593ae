package dev.progeny.manager;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The calling thread was interrupted while it waited for an answer, in a method that cannot throw
/// [InterruptedException]; the interrupt stays pending. The server was told to give the call up.
public final class CallInterruptedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    CallInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CallInterruptedException(String message) {
        this(message, null);
    }

    /// The same for a method that can throw [InterruptedException]: nothing stays pending.
    InterruptedException asChecked() {
        Thread.interrupted();
        var checked = new InterruptedException(getMessage());
        checked.initCause(this);
        return checked;
    }
}
