package dev.progeny.codec;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// Bytes that cannot be turned into a value here: cut short, altered, of another version, of a
/// class that is missing, different or refused, or of an object whose own code fails while it is
/// rebuilt. The cause is the real reason, where there is one.
public final class UnreadableException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    /// Says why.
    ///
    /// @param message a fact, and what to do
    /// @param cause the real reason; null if there is none
    public UnreadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// Wraps what went wrong, unless it is one of these already.
    static UnreadableException because(Throwable failure) {
        if (failure instanceof UnreadableException known) {
            return known;
        }
        return new UnreadableException(
                "a message could not be rebuilt here: cause=" + describe(failure), failure);
    }

    /// As [#because], but of a type that code which must stay lean can name without loading this.
    static RuntimeException wrap(Throwable failure) {
        return because(failure);
    }

    /// As the constructor, likewise.
    static RuntimeException of(String message, @Nullable Throwable cause) {
        return new UnreadableException(message, cause);
    }

    /// Type and message of a throwable whose own methods may fail.
    static String describe(Throwable failure) {
        String type = failure.getClass().getName();
        try {
            String message = failure.getMessage();
            return message == null ? type : type + ": " + message;
        } catch (Throwable hostile) {
            return type;
        }
    }
}
