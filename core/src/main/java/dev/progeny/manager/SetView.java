package dev.progeny.manager;

import dev.progeny.task.RemoteConsumer;
import dev.progeny.task.RemotePredicate;

import org.jspecify.annotations.Nullable;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A managed set as its users see it.
@SuppressWarnings("unchecked") // elements are what users of the same set put there
final class SetView<E> extends AbstractSet<E> implements RemoteSet<E>, View {
    private static final long serialVersionUID = 1L;

    private final transient SetCalls calls;

    SetView(SetCalls calls) {
        this.calls = calls;
    }

    @Override
    public Object calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    /// A collection as what is in it: a proxy would be called back from the server, in turn.
    private static Collection<?> travelling(Collection<?> elements) {
        return new ArrayList<>(Arrays.asList(elements.toArray()));
    }

    @Override
    public int size() {
        return calls.size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return calls.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return calls.containsAll(travelling(elements));
    }

    @Override
    public boolean add(E element) {
        return calls.add(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return calls.addAll(travelling(elements));
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return calls.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return calls.removeAll(travelling(elements), true);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return calls.removeAll(travelling(elements), false);
    }

    @Override
    public void clear() {
        calls.clear();
    }

    @Override
    public boolean removeIf(RemotePredicate<? super E> filter) {
        Object travelling = Objects.requireNonNull(filter, "filter");
        return calls.removeIf((Predicate<@Nullable Object>) travelling);
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        if (Objects.requireNonNull(filter, "filter") instanceof RemotePredicate<?> travelling) {
            return removeIf((RemotePredicate<? super E>) travelling);
        }
        var chosen = snapshot().stream().filter(filter).toList();
        return !chosen.isEmpty() && removeAll(chosen);
    }

    @Override
    public void forEach(RemoteConsumer<? super E> action) {
        Object travelling = Objects.requireNonNull(action, "action");
        calls.forEach((Consumer<@Nullable Object>) travelling);
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        if (Objects.requireNonNull(action, "action") instanceof RemoteConsumer<?> travelling) {
            forEach((RemoteConsumer<? super E>) travelling);
        } else {
            snapshot().forEach(action);
        }
    }

    @Override
    public Set<E> snapshot() {
        return (Set<E>) (Object) calls.snapshot();
    }

    @Override
    public Iterator<E> iterator() {
        return new Steps<E>(() -> (List<E>) new ArrayList<>(snapshot()), calls::remove);
    }

    @Override
    public Object[] toArray() {
        return snapshot().toArray();
    }

    @Override
    public <T> T[] toArray(T[] into) {
        return snapshot().toArray(into);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Set<?> set
                        && snapshot()
                                .equals(
                                        set instanceof RemoteSet<?> remote
                                                ? remote.snapshot()
                                                : set));
    }

    @Override
    public int hashCode() {
        return snapshot().hashCode();
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }
}
