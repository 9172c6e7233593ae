package dev.progeny.channel;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// The other side did not prove that it has the key, or did not accept the proof of this side, or
/// speaks another language, or TLS did not believe its certificate. Nothing that it sent has been
/// decoded.
public final class AuthenticationException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    AuthenticationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
