package dev.progeny.channel;

import dev.progeny.task.ProgenyException;

/// The other side did not prove that it has the key, or did not accept the proof of this side, or
/// speaks another language. Nothing that it sent has been decoded.
public final class AuthenticationException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    AuthenticationException(String message) {
        super(message, null);
    }
}
