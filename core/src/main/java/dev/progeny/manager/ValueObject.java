package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.UnaryOperator;

/// A managed value at its server.
final class ValueObject extends Guarded implements ValueCalls {
    private @Nullable Object value;

    ValueObject(@Nullable Object value) {
        this.value = value;
    }

    @Override
    public @Nullable Object get() {
        return value;
    }

    @Override
    public void set(@Nullable Object newValue) {
        value = newValue;
    }

    @Override
    public @Nullable Object getAndSet(@Nullable Object newValue) {
        var old = value;
        value = newValue;
        return old;
    }

    @Override
    public boolean compareAndSet(@Nullable Object expected, @Nullable Object newValue) {
        if (!Objects.equals(value, expected)) {
            return false;
        }
        value = newValue;
        return true;
    }

    @Override
    public @Nullable Object update(UnaryOperator<@Nullable Object> function) {
        value = function.apply(value);
        return value;
    }
}
