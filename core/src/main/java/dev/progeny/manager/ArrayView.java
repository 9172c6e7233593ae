package dev.progeny.manager;

import dev.progeny.task.RemoteUnaryOperator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A managed array as its users see it.
@SuppressWarnings({
    "unchecked", // elements are what users of the same array put there
    "NullAway" // where E allows no null, nobody put one
})
final class ArrayView<E> extends Same implements RemoteArray<E>, View {
    private static final long serialVersionUID = 1L;

    private final transient ArrayCalls calls;

    ArrayView(ArrayCalls calls) {
        this.calls = calls;
    }

    @Override
    public ArrayCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    @Override
    public int length() {
        return calls.length();
    }

    @Override
    public E get(int index) {
        return (E) calls.get(index);
    }

    @Override
    public void set(int index, E element) {
        calls.set(index, element);
    }

    @Override
    public E update(int index, RemoteUnaryOperator<E> function) {
        Object travelling = Objects.requireNonNull(function, "function");
        return (E) calls.update(index, (UnaryOperator<@Nullable Object>) travelling);
    }

    @Override
    public void setAll(int index, List<? extends E> elements) {
        calls.setAll(index, new ArrayList<>(elements));
    }

    @Override
    public List<E> snapshot() {
        return (List<E>) calls.snapshot();
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }
}
