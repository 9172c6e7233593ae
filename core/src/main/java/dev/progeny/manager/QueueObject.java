package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A managed queue at its server. Who waits is served in the order of coming.
final class QueueObject implements QueueCalls {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition filled = lock.newCondition();
    private final Condition freed = lock.newCondition();
    private final Condition settled = lock.newCondition();
    private final ArrayDeque<Object> elements = new ArrayDeque<>();
    private final int capacity;
    private long undone;

    QueueObject(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue needs room: capacity=" + capacity + "; use at least 1");
        }
        this.capacity = capacity;
    }

    @Override
    public boolean offer(Object element) {
        lock.lock();
        try {
            if (elements.size() >= capacity) {
                return false;
            }
            elements.add(element);
            undone++;
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean put(Object element, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!Patience.await(freed, nanos, () -> elements.size() < capacity)) {
                return false;
            }
            return offer(element);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Object poll() {
        lock.lock();
        try {
            var element = elements.poll();
            if (element != null) {
                freed.signal();
            }
            return element;
        } finally {
            lock.unlock();
        }
    }

    /// A client that has gone takes nothing.
    @Override
    public @Nullable Object take(long nanos) throws InterruptedException {
        var guest = Caller.current().guest();
        lock.lockInterruptibly();
        try {
            if (!Patience.await(filled, nanos, () -> !elements.isEmpty())) {
                return null;
            }
            if (guest.isGone()) {
                filled.signal();
                throw new InterruptedException("the client has gone");
            }
            return poll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void giveBack(@Nullable Object element) {
        if (element != null) {
            lock.lock();
            try {
                elements.addFirst(element); // may be one more than there is room for, as it was
                filled.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public @Nullable Object peek() {
        lock.lock();
        try {
            return elements.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return elements.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int room() {
        return Math.max(0, capacity - size());
    }

    @Override
    public List<Object> drain(int most) {
        lock.lock();
        try {
            var drained = new ArrayList<Object>();
            while (drained.size() < most && !elements.isEmpty()) {
                drained.add(elements.remove());
            }
            freed.signalAll();
            return drained;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean remove(Object element) {
        lock.lock();
        try {
            freed.signal();
            return elements.remove(element);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean removeAll(Collection<?> named, boolean areIn) {
        lock.lock();
        try {
            freed.signalAll();
            return elements.removeIf(element -> named.contains(element) == areIn);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        drain(Integer.MAX_VALUE);
    }

    @Override
    public List<Object> snapshot() {
        lock.lock();
        try {
            return new ArrayList<>(elements);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void taskDone() {
        lock.lock();
        try {
            if (undone == 0) {
                throw new IllegalStateException(
                        "taskDone() was called more often than something was put; call it once"
                                + " for each element taken");
            }
            if (--undone == 0) {
                settled.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean joinTasks(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return Patience.await(settled, nanos, () -> undone == 0);
        } finally {
            lock.unlock();
        }
    }
}
