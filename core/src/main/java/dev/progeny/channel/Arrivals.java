package dev.progeny.channel;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Connections that have been let in and wait for `accept()`. Safe for use by several threads.
final class Arrivals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isWorthALook = lock.newCondition();
    private final Queue<SocketCarrier> waiting = new ArrayDeque<>();
    private CompletableFuture<Void> something = new CompletableFuture<>();
    private boolean isClosed;

    /// Has somebody wait for `accept()`.
    ///
    /// @return false if nobody will accept it
    boolean add(SocketCarrier carrier) {
        lock.lock();
        try {
            if (isClosed) {
                return false;
            }
            waiting.add(carrier);
            isWorthALook.signal();
            something.complete(null);
            return true;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the one that came first.
    ///
    /// @return null if the deadline came first
    @Nullable SocketCarrier take(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = deadline.nanosLeft();
            while (waiting.isEmpty() && !isClosed && left > 0) {
                left = isWorthALook.awaitNanos(left);
            }
            if (isClosed) {
                throw ConnectionClosedException.here("listener");
            }
            var carrier = waiting.poll();
            if (carrier != null && waiting.isEmpty()) {
                something = new CompletableFuture<>();
            }
            return carrier;
        } finally {
            lock.unlock();
        }
    }

    CompletionStage<?> whenReadable() {
        lock.lock();
        try {
            return something;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            isClosed = true;
            waiting.forEach(SocketCarrier::close);
            waiting.clear();
            isWorthALook.signalAll();
            something.complete(null);
        } finally {
            lock.unlock();
        }
    }
}
