package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The calls of a managed set.
interface SetCalls {
    int size();

    boolean contains(@Nullable Object element);

    boolean containsAll(Collection<?> elements);

    boolean add(@Nullable Object element);

    boolean addAll(Collection<?> elements);

    boolean remove(@Nullable Object element);

    /// Removes all elements that are, or are not, in a collection.
    boolean removeAll(Collection<?> elements, boolean areIn);

    void clear();

    boolean removeIf(Predicate<@Nullable Object> filter);

    void forEach(Consumer<@Nullable Object> action);

    Set<@Nullable Object> snapshot();
}
