package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

/// Explains why a value cannot be sent.
final class Refusal {
    private Refusal() {}

    static UnsendableException of(@Nullable Object value, Throwable failure) {
        if (failure instanceof UnsendableException known) {
            return known;
        }
        String type = value == null ? "null" : value.getClass().getName();
        return new UnsendableException(
                type + " cannot be sent: cause=" + UnreadableException.describe(failure),
                type,
                type,
                failure);
    }
}
