package dev.progeny.manager;

import dev.progeny.task.RemoteComparator;
import dev.progeny.task.RemoteConsumer;
import dev.progeny.task.RemotePredicate;
import dev.progeny.task.RemoteUnaryOperator;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A managed list as its users see it.
@SuppressWarnings({
    "unchecked", // elements are what users of the same list put there
    "NullAway" // where E allows no null, nobody put one
})
final class ListView<E> extends AbstractList<E> implements RemoteList<E>, RandomAccess, View {
    private static final long serialVersionUID = 1L;

    private final transient ListCalls calls;

    ListView(ListCalls calls) {
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
    public E get(int index) {
        return (E) calls.get(index);
    }

    @Override
    public E set(int index, E element) {
        return (E) calls.set(index, element);
    }

    @Override
    public boolean add(E element) {
        calls.add(element);
        return true;
    }

    @Override
    public void add(int index, E element) {
        calls.addAt(index, element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return calls.addAll(travelling(elements));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return calls.addAllAt(index, travelling(elements));
    }

    @Override
    public E remove(int index) {
        return (E) calls.removeAt(index);
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
    protected void removeRange(int from, int to) {
        calls.removeRange(from, to);
    }

    @Override
    public void clear() {
        calls.clear();
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
    public int indexOf(@Nullable Object element) {
        return calls.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return calls.lastIndexOf(element);
    }

    @Override
    public void replaceAll(RemoteUnaryOperator<E> function) {
        calls.replaceAll((UnaryOperator<@Nullable Object>) required(function));
    }

    @Override
    public void replaceAll(UnaryOperator<E> function) {
        if (required(function) instanceof RemoteUnaryOperator<?>) {
            replaceAll((RemoteUnaryOperator<E>) function);
        } else {
            changeHere(copy -> copy.replaceAll(function));
        }
    }

    @Override
    public E update(int index, RemoteUnaryOperator<E> function) {
        return (E) calls.update(index, (UnaryOperator<@Nullable Object>) required(function));
    }

    @Override
    public boolean removeIf(RemotePredicate<? super E> filter) {
        return calls.removeIf((Predicate<@Nullable Object>) required(filter));
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        if (required(filter) instanceof RemotePredicate<?>) {
            return removeIf((RemotePredicate<? super E>) filter);
        }
        boolean[] isAny = new boolean[1];
        changeHere(copy -> isAny[0] = copy.removeIf(filter));
        return isAny[0];
    }

    @Override
    public void forEach(RemoteConsumer<? super E> action) {
        calls.forEach((Consumer<@Nullable Object>) required(action));
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        if (required(action) instanceof RemoteConsumer<?>) {
            forEach((RemoteConsumer<? super E>) action);
        } else {
            snapshot().forEach(action);
        }
    }

    @Override
    public void sort(RemoteComparator<? super E> order) {
        sort((Comparator<? super E>) order);
    }

    /// An order that travels, as those of the JDK do, is used at the server.
    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        if (order == null || order instanceof Serializable) {
            calls.sort((Comparator<@Nullable Object>) order);
        } else {
            changeHere(copy -> copy.sort(order));
        }
    }

    private static Object required(@Nullable Object function) {
        return Objects.requireNonNull(function, "function");
    }

    /// Changes a copy, until it can take the place of what was copied.
    private void changeHere(Consumer<List<E>> change) {
        while (true) {
            var seen = calls.seen();
            change.accept((List<E>) (Object) seen.elements());
            if (calls.replaceSeen(seen.version(), seen.elements())) {
                return;
            }
        }
    }

    @Override
    public List<E> snapshot() {
        return (List<E>) (Object) calls.snapshot();
    }

    @Override
    public Iterator<E> iterator() {
        return listIterator(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return new ListSteps<>(calls, index);
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
                || (other instanceof List<?> list
                        && snapshot()
                                .equals(
                                        list instanceof RemoteList<?> remote
                                                ? remote.snapshot()
                                                : list));
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
