package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;

/// The calls of a managed queue. Those that wait take nanoseconds; [Long#MAX_VALUE] is for ever.
@Uninterrupted
interface QueueCalls {
    boolean offer(Object element);

    @Waits
    boolean put(Object element, long nanos) throws InterruptedException;

    @Nullable Object poll();

    @Waits(undo = "giveBack")
    @Nullable Object take(long nanos) throws InterruptedException;

    /// Makes an element the next one again that [#take] took when nobody wanted it any more.
    void giveBack(@Nullable Object element);

    @Nullable Object peek();

    int size();

    int room();

    List<Object> drain(int most);

    boolean remove(Object element);

    /// Removes all elements that are, or are not, in a collection.
    boolean removeAll(Collection<?> elements, boolean areIn);

    void clear();

    List<Object> snapshot();

    void taskDone();

    @Waits
    boolean joinTasks(long nanos) throws InterruptedException;
}
