package dev.progeny.pool;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `invokeAll` and `invokeAny`, as [java.util.concurrent.ExecutorService] promises them.
final class Invoking {
    private Invoking() {}

    static Deadline deadline(long timeout, TimeUnit unit) {
        return Deadline.after(Duration.ofNanos(unit.toNanos(timeout)));
    }

    static <T> List<Future<T>> all(
            ProcessPool pool, Collection<? extends Callable<T>> tasks, Deadline deadline)
            throws InterruptedException {
        var futures = new ArrayList<CompletableFuture<T>>(tasks.size());
        boolean isDone = false;
        try {
            for (var task : tasks) {
                futures.add(pool.submit(task));
            }
            for (var future : futures) {
                if (!await(future, deadline)) {
                    return List.copyOf(futures);
                }
            }
            isDone = true;
            return List.copyOf(futures);
        } finally {
            if (!isDone) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    /// @return false where the time is over
    private static boolean await(CompletableFuture<?> future, Deadline deadline)
            throws InterruptedException {
        try {
            future.exceptionally(thrown -> null).get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("exceptions were dropped", e);
        }
    }

    static <T> T any(ProcessPool pool, Collection<? extends Callable<T>> tasks, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks: there is none to succeed");
        }
        var futures = new ArrayList<CompletableFuture<T>>(tasks.size());
        var done = new LinkedBlockingQueue<CompletableFuture<T>>();
        try {
            for (var task : tasks) {
                var future = pool.submit(task);
                futures.add(future);
                var _ = future.whenComplete((result, thrown) -> done.add(future));
            }
            ExecutionException last = null;
            for (int i = 0; i < futures.size(); i++) {
                var next = done.poll(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException(
                            i + " of " + futures.size() + " tasks failed, none succeeded in time");
                }
                if (next.state() == Future.State.SUCCESS) {
                    return next.resultNow();
                }
                last = failure(next);
            }
            throw last == null ? new ExecutionException(null) : last;
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static ExecutionException failure(CompletableFuture<?> future) {
        @Nullable Throwable thrown = future.isCancelled() ? null : future.exceptionNow();
        return new ExecutionException(thrown);
    }
}
