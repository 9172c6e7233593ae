package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A managed list at its server.
final class ListObject extends Guarded implements ListCalls {
    private List<@Nullable Object> list = new ArrayList<>();
    private long version;

    /// What is changed, which raises the version.
    private List<@Nullable Object> changed() {
        version++;
        return list;
    }

    @Override
    public int size() {
        return list.size();
    }

    @Override
    public @Nullable Object get(int index) {
        return list.get(index);
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object element) {
        return changed().set(index, element);
    }

    @Override
    public void add(@Nullable Object element) {
        changed().add(element);
    }

    @Override
    public void addAt(int index, @Nullable Object element) {
        changed().add(index, element);
    }

    @Override
    public boolean addAll(Collection<?> elements) {
        return changed().addAll(elements);
    }

    @Override
    public boolean addAllAt(int index, Collection<?> elements) {
        return changed().addAll(index, elements);
    }

    @Override
    public @Nullable Object removeAt(int index) {
        return changed().remove(index);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return changed().remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements, boolean areIn) {
        Set<@Nullable Object> named = new HashSet<>(elements);
        return changed().removeIf(element -> named.contains(element) == areIn);
    }

    @Override
    public void removeRange(int from, int to) {
        changed().subList(from, to).clear();
    }

    @Override
    public void clear() {
        changed().clear();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return list.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return new HashSet<@Nullable Object>(list).containsAll(elements);
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return list.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return list.lastIndexOf(element);
    }

    /// All or nothing: a function that fails half way leaves the list as it was.
    @Override
    public void replaceAll(UnaryOperator<@Nullable Object> function) {
        var replaced = new ArrayList<>(list);
        replaced.replaceAll(function);
        version++;
        list = replaced;
    }

    @Override
    public @Nullable Object update(int index, UnaryOperator<@Nullable Object> function) {
        var updated = function.apply(list.get(index));
        changed().set(index, updated);
        return updated;
    }

    @Override
    public boolean removeIf(Predicate<@Nullable Object> filter) {
        return changed().removeIf(filter);
    }

    @Override
    public void forEach(Consumer<@Nullable Object> action) {
        list.forEach(action);
    }

    @Override
    public void sort(@Nullable Comparator<@Nullable Object> order) {
        var sorted = new ArrayList<>(list);
        sorted.sort(order);
        version++;
        list = sorted;
    }

    @Override
    public Seen seen() {
        return new Seen(version, snapshot());
    }

    @Override
    public List<@Nullable Object> snapshot() {
        return new ArrayList<>(list);
    }

    @Override
    public boolean replaceSeen(long seen, List<?> elements) {
        if (seen != version) {
            return false;
        }
        version++;
        list = new ArrayList<>(elements);
        return true;
    }

    @Override
    public long changeSeen(long seen, Change change, int index, @Nullable Object element) {
        if (seen != version) {
            return -1;
        }
        switch (change) {
            case SET -> list.set(index, element);
            case ADD -> list.add(index, element);
            case REMOVE -> list.remove(index);
        }
        return ++version;
    }
}
