package dev.progeny.channel;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The queue takes or gives nothing more: it was shut down, or closed by this process.
public final class QueueClosedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    QueueClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
