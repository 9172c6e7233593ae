package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A managed set at its server.
final class SetObject extends Guarded implements SetCalls {
    private final LinkedHashSet<@Nullable Object> set = new LinkedHashSet<>();

    @Override
    public int size() {
        return set.size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return set.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return set.containsAll(elements);
    }

    @Override
    public boolean add(@Nullable Object element) {
        return set.add(element);
    }

    @Override
    public boolean addAll(Collection<?> elements) {
        return set.addAll(elements);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return set.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements, boolean areIn) {
        Set<@Nullable Object> named = new HashSet<>(elements);
        return set.removeIf(element -> named.contains(element) == areIn);
    }

    @Override
    public void clear() {
        set.clear();
    }

    @Override
    public boolean removeIf(Predicate<@Nullable Object> filter) {
        return set.removeIf(filter);
    }

    @Override
    public void forEach(Consumer<@Nullable Object> action) {
        set.forEach(action);
    }

    @Override
    public Set<@Nullable Object> snapshot() {
        return set; // it is encoded, or detached, in this turn
    }

    @Override
    @Nullable Object detached(@Nullable Object result) {
        return result == set ? new LinkedHashSet<>(set) : result;
    }
}
