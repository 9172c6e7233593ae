package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A managed array at its server.
final class ArrayObject extends Guarded implements ArrayCalls {
    private final @Nullable Object[] elements;

    ArrayObject(int length) {
        if (length < 0) {
            throw new IllegalArgumentException(
                    "no array is that long: length=" + length + "; use 0 or more");
        }
        elements = new @Nullable Object[length];
    }

    @Override
    public int length() {
        return elements.length;
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public void set(int index, @Nullable Object element) {
        elements[index] = element;
    }

    @Override
    public @Nullable Object update(int index, UnaryOperator<@Nullable Object> function) {
        var updated = function.apply(elements[index]);
        elements[index] = updated;
        return updated;
    }

    @Override
    public void setAll(int index, List<?> given) {
        Objects.checkFromIndexSize(index, given.size(), elements.length);
        System.arraycopy(given.toArray(), 0, elements, index, given.size());
    }

    @Override
    public List<@Nullable Object> snapshot() {
        return new ArrayList<>(Arrays.asList(elements));
    }
}
