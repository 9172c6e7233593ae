package dev.progeny.pool;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The future of a task; cancelling it reaches the worker.
final class PoolFuture<T> extends CompletableFuture<T> {
    private final Dispatcher dispatcher;

    /// Set before anybody can see this future.
    private @Nullable WorkUnit unit;

    PoolFuture(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    void belongsTo(WorkUnit work) {
        unit = work;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        if (isCancelled && unit != null) {
            dispatcher.withdraw(unit, mayInterruptIfRunning);
        }
        return isCancelled;
    }

    /// Waits like any future, but helps to receive meanwhile.
    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            dispatcher.help(this, Deadline.never());
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (isDone()) {
            return super.get(timeout, unit);
        }
        var deadline = Invoking.deadline(timeout, unit);
        dispatcher.help(this, deadline);
        return super.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
    }

    /// Cancels without asking the dispatcher, which does it.
    void withdraw() {
        super.cancel(false);
    }

    /// Decoding a result may run code of the user, and fail; then that is what the future says.
    @SuppressWarnings("unchecked") // the worker ran the task of which T is the result
    void returned(Supplier<@Nullable Object> decode) {
        try {
            complete((T) decode.get());
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
    }
}
