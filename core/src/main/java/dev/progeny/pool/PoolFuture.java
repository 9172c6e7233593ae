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
    private final String description;

    /// Set before anybody can see this future; null again once it is done, so that who keeps the
    /// result keeps neither the task nor its bytes.
    private @Nullable WorkUnit unit;

    /// What it gives instead of what the task returned.
    private @Nullable Supplier<@Nullable Object> result;

    /// Makes a future.
    ///
    /// @param dispatcher told of a cancel
    /// @param description of the task, for messages
    PoolFuture(Dispatcher dispatcher, String description) {
        this.dispatcher = dispatcher;
        this.description = description;
    }

    void belongsTo(WorkUnit work) {
        unit = work;
    }

    /// Lets it give this, once its task has returned.
    void gives(@Nullable T value) {
        result = () -> value;
    }

    String description() {
        return description;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = told(super.cancel(mayInterruptIfRunning));
        var work = unit;
        if (isCancelled && work != null) {
            dispatcher.withdraw(work, mayInterruptIfRunning);
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

    @Override
    public boolean complete(T value) {
        return told(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable reason) {
        return told(super.completeExceptionally(reason));
    }

    /// Whoever completes it: its caller may be receiving answers, and wait for no other one.
    private boolean told(boolean isFirst) {
        if (isFirst) {
            dispatcher.workforce().receiver().wake();
        }
        return isFirst;
    }

    /// Cancels without asking the dispatcher, which does it.
    void withdraw() {
        told(super.cancel(false));
        unit = null;
    }

    /// Decoding a result may run code of the user, and fail; then that is what the future says.
    @SuppressWarnings("unchecked") // the worker ran the task of which T is the result
    void returned(Supplier<@Nullable Object> decode) {
        try {
            complete((T) (result == null ? decode : result).get());
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
        unit = null;
    }

    /// Fails it while its unit goes on.
    void expire(Throwable reason) {
        completeExceptionally(reason);
    }

    void failed(Throwable reason) {
        completeExceptionally(reason);
        unit = null;
    }

    /// Says which task it is, and how it is getting on.
    @Override
    public String toString() {
        return description
                + switch (state()) {
                    case RUNNING -> progress();
                    case SUCCESS -> " returned " + nameOfResult(resultNow());
                    case FAILED -> " failed: " + exceptionNow();
                    case CANCELLED -> " was cancelled";
                };
    }

    private static String nameOfResult(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private String progress() {
        for (var task : dispatcher.status().tasks()) {
            if (task.description().equals(description)) {
                return " runs in " + task.worker() + " (pid " + task.pid() + ")";
            }
        }
        return " waits";
    }
}
