package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The calls of a managed list.
interface ListCalls {

    /// What a list was at one moment.
    ///
    /// @param version raised by each change
    /// @param elements a copy
    record Seen(long version, List<@Nullable Object> elements) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /// One change.
    enum Change {
        SET,
        ADD,
        REMOVE
    }

    int size();

    @Nullable Object get(int index);

    @Nullable Object set(int index, @Nullable Object element);

    void add(@Nullable Object element);

    void addAt(int index, @Nullable Object element);

    boolean addAll(Collection<?> elements);

    boolean addAllAt(int index, Collection<?> elements);

    @Nullable Object removeAt(int index);

    boolean remove(@Nullable Object element);

    /// Removes all elements that are, or are not, in a collection.
    boolean removeAll(Collection<?> elements, boolean areIn);

    void removeRange(int from, int to);

    void clear();

    boolean contains(@Nullable Object element);

    boolean containsAll(Collection<?> elements);

    int indexOf(@Nullable Object element);

    int lastIndexOf(@Nullable Object element);

    void replaceAll(UnaryOperator<@Nullable Object> function);

    @Nullable Object update(int index, UnaryOperator<@Nullable Object> function);

    boolean removeIf(Predicate<@Nullable Object> filter);

    void forEach(Consumer<@Nullable Object> action);

    void sort(@Nullable Comparator<@Nullable Object> order);

    Seen seen();

    List<@Nullable Object> snapshot();

    /// Replaces the contents if nothing has changed.
    boolean replaceSeen(long version, List<?> elements);

    /// Makes one change if nothing has changed.
    ///
    /// @return the version then; -1 if something had
    long changeSeen(long version, Change change, int index, @Nullable Object element);
}
