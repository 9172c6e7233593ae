package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/// The calls of a managed array.
interface ArrayCalls {
    int length();

    @Nullable Object get(int index);

    void set(int index, @Nullable Object element);

    @Nullable Object update(int index, UnaryOperator<@Nullable Object> function);

    void setAll(int index, List<?> elements);

    List<@Nullable Object> snapshot();
}
