package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/// The calls of a managed value.
interface ValueCalls {
    @Nullable Object get();

    void set(@Nullable Object value);

    @Nullable Object getAndSet(@Nullable Object value);

    boolean compareAndSet(@Nullable Object expected, @Nullable Object value);

    @Nullable Object update(UnaryOperator<@Nullable Object> function);
}
