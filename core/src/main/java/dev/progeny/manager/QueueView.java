package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A managed queue as its users see it. Where it may have to wait it tries without waiting first:
/// such a call is shorter.
@SuppressWarnings("unchecked") // elements are what users of the same queue put there
final class QueueView<E> extends AbstractQueue<E> implements RemoteQueue<E>, View {
    private static final long serialVersionUID = 1L;

    private final transient QueueCalls calls;

    QueueView(QueueCalls calls) {
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

    private boolean put(E element, long nanos) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        return Patience.interruptibly(() -> calls.offer(element))
                || (nanos > 0 && calls.put(element, nanos));
    }

    private @Nullable E take(long nanos) throws InterruptedException {
        var element = Patience.interruptibly(calls::poll);
        return (E) (element != null || nanos <= 0 ? element : calls.take(nanos));
    }

    @Override
    public void put(E element) throws InterruptedException {
        put(element, Patience.ENDLESS);
    }

    @Override
    public boolean offer(E element) {
        return calls.offer(Objects.requireNonNull(element, "element"));
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(element, Patience.of(timeout, unit));
    }

    @Override
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return put(element, Patience.of(timeout));
    }

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(take(Patience.ENDLESS));
    }

    @Override
    public @Nullable E poll() {
        return (E) calls.poll();
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return take(Patience.of(timeout, unit));
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return take(Patience.of(timeout));
    }

    @Override
    public @Nullable E peek() {
        return (E) calls.peek();
    }

    @Override
    public int size() {
        return calls.size();
    }

    @Override
    public int remainingCapacity() {
        return calls.room();
    }

    @Override
    public int drainTo(Collection<? super E> into) {
        return drainTo(into, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> into, int most) {
        if (Objects.requireNonNull(into, "into") == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        if (most <= 0) {
            return 0;
        }
        var drained = calls.drain(most);
        into.addAll((List<E>) (Object) drained);
        return drained.size();
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return element != null && calls.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return calls.removeAll(new ArrayList<>(elements), true);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return calls.removeAll(new ArrayList<>(elements), false);
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        boolean isAny = false;
        for (var element : snapshot()) {
            isAny |= filter.test(element) && remove(element);
        }
        return isAny;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && snapshot().contains(element);
    }

    @Override
    public void clear() {
        calls.clear();
    }

    private List<E> snapshot() {
        return (List<E>) (Object) calls.snapshot();
    }

    @Override
    public Iterator<E> iterator() {
        return new Steps<>(this::snapshot, calls::remove);
    }

    @Override
    public Object[] toArray() {
        return calls.snapshot().toArray();
    }

    @Override
    public <T> T[] toArray(T[] into) {
        return calls.snapshot().toArray(into);
    }

    @Override
    public void taskDone() {
        calls.taskDone();
    }

    @Override
    public boolean joinTasks(Duration timeout) throws InterruptedException {
        return calls.joinTasks(Patience.of(timeout));
    }
}
