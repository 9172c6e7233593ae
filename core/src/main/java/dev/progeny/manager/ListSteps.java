package dev.progeny.manager;

import dev.progeny.manager.ListCalls.Change;

import org.jspecify.annotations.Nullable;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.ListIterator;

/// An iterator over a managed list: a snapshot from the first step on, and writes that fail if
/// somebody else has changed the list since.
@SuppressWarnings("unchecked") // elements are what users of the same list put there
final class ListSteps<E> implements ListIterator<E> {
    private final ListCalls calls;
    private final int start;
    private @Nullable List<@Nullable Object> elements;
    private long version;
    private int next;
    private int last = -1;

    ListSteps(ListCalls calls, int start) {
        this.calls = calls;
        this.start = start;
        if (start != 0) {
            elements();
        }
    }

    private List<@Nullable Object> elements() {
        var taken = elements;
        if (taken == null) {
            var seen = calls.seen();
            version = seen.version();
            taken = seen.elements();
            elements = taken;
            if (start < 0 || start > taken.size()) {
                throw new IndexOutOfBoundsException(
                        "no such place: index=" + start + ", size=" + taken.size());
            }
            next = start;
        }
        return taken;
    }

    @Override
    public boolean hasNext() {
        return next < elements().size();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new java.util.NoSuchElementException("no more elements: size=" + next);
        }
        last = next++;
        return (E) elements().get(last);
    }

    @Override
    public boolean hasPrevious() {
        elements();
        return next > 0;
    }

    @Override
    public E previous() {
        if (!hasPrevious()) {
            throw new java.util.NoSuchElementException("no element before the first");
        }
        last = --next;
        return (E) elements().get(last);
    }

    @Override
    public int nextIndex() {
        elements();
        return next;
    }

    @Override
    public int previousIndex() {
        return nextIndex() - 1;
    }

    @Override
    public void remove() {
        change(Change.REMOVE, requireLast(), null);
        elements().remove(last);
        next = last;
        last = -1;
    }

    @Override
    public void set(E element) {
        change(Change.SET, requireLast(), element);
        elements().set(last, element);
    }

    @Override
    public void add(E element) {
        elements();
        change(Change.ADD, next, element);
        elements().add(next++, element);
        last = -1;
    }

    private int requireLast() {
        if (last < 0) {
            throw new IllegalStateException(
                    "no element to change: call next() or previous() before");
        }
        return last;
    }

    private void change(Change change, int index, @Nullable Object element) {
        long after = calls.changeSeen(version, change, index, element);
        if (after < 0) {
            throw new ConcurrentModificationException(
                    "the list was changed since this iterator's first step: index="
                            + index
                            + "; use removeIf or replaceAll, which are one call");
        }
        version = after;
    }
}
