package dev.progeny.manager;

import dev.progeny.task.RemoteUnaryOperator;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.UnaryOperator;

/// A managed value as its users see it.
@SuppressWarnings({
    "unchecked", // the value is what users of the same object put there
    "NullAway" // where T allows no null, nobody put one
})
final class ValueView<T> extends Same implements RemoteValue<T>, View {
    private static final long serialVersionUID = 1L;

    private final transient ValueCalls calls;

    ValueView(ValueCalls calls) {
        this.calls = calls;
    }

    @Override
    public ValueCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    @Override
    public T get() {
        return (T) calls.get();
    }

    @Override
    public void set(T value) {
        calls.set(value);
    }

    @Override
    public T getAndSet(T value) {
        return (T) calls.getAndSet(value);
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return calls.compareAndSet(expected, value);
    }

    @Override
    public T update(RemoteUnaryOperator<T> function) {
        Object travelling = Objects.requireNonNull(function, "function");
        return (T) calls.update((UnaryOperator<@Nullable Object>) travelling);
    }
}
