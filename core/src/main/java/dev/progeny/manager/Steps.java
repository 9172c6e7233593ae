package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// An iterator over a snapshot that is taken at the first step.
final class Steps<T extends @Nullable Object> implements Iterator<T> {
    private final Supplier<List<T>> snapshot;
    private final Consumer<T> remove;
    private @Nullable Iterator<T> steps;
    private @Nullable Runnable removeLast;

    Steps(Supplier<List<T>> snapshot, Consumer<T> remove) {
        this.snapshot = snapshot;
        this.remove = remove;
    }

    private Iterator<T> steps() {
        var taken = steps;
        if (taken == null) {
            taken = snapshot.get().iterator();
            steps = taken;
        }
        return taken;
    }

    @Override
    public boolean hasNext() {
        return steps().hasNext();
    }

    @Override
    public T next() {
        var next = steps().next();
        removeLast = () -> remove.accept(next);
        return next;
    }

    @Override
    public void remove() {
        var change = removeLast;
        if (change == null) {
            throw new IllegalStateException("nothing to remove: call next() before each remove()");
        }
        removeLast = null;
        change.run();
    }
}
