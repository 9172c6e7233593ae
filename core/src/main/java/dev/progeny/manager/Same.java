package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

/// Views that are equal if they are of the same object.
abstract class Same {

    /// The proxy that makes the calls.
    public abstract Object calls();

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Same same && same.calls().equals(calls());
    }

    @Override
    public final int hashCode() {
        return calls().hashCode();
    }

    @Override
    public String toString() {
        return calls().toString().replaceFirst("Calls at", " at");
    }
}
