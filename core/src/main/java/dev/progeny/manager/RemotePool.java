package dev.progeny.manager;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A pool of worker processes that belong to a server: all its clients submit to the same workers,
/// from other processes and other machines. Made by [Manager#pool(int)].
///
///     try (var pool = manager.pool(4)) {
///         pool.map(x -> square(x), numbers);
///     }
///
/// Tasks travel to the server and on to a worker, results the same way back; both need the classes.
/// Where all submit from one process, a [dev.progeny.pool.ProcessPool] of its own is faster, and
/// can do more.
///
/// **Deaths.** A worker that dies fails only the task that it ran, with
/// [dev.progeny.pool.WorkerDiedException], and is replaced. When a client dies, what it has
/// submitted is cancelled; when the server dies, futures fail with [ServerGoneException], and its
/// workers end.
///
/// **The end.** The pool ends with [#close], with its server, or some time after nobody has a proxy
/// of it any more. Tasks that were submitted then still run, except where the server ends.
///
/// A future whose cancellation is asked for stops its task, as in a pool of one's own.
public interface RemotePool extends RemoteObject, AutoCloseable {

    /// Runs a task in a worker. Does not block.
    ///
    /// @param task what to run
    /// @param <R> type of the result
    /// @return its future; fails with what the task threw, or why it did not run:
    ///     [java.util.concurrent.RejectedExecutionException] where the pool was closed
    <R> CompletableFuture<R> submit(RemoteCallable<R> task);

    /// Runs a task without a result in a worker. Does not block.
    ///
    /// @param task what to run
    /// @return as of [#submit(RemoteCallable)]
    CompletableFuture<Void> submit(RemoteRunnable task);

    /// Runs a task in a worker and waits for its result.
    ///
    /// @param task what to run
    /// @param <R> type of the result
    /// @return its result
    /// @throws InterruptedException if the caller is interrupted; the task is cancelled then
    /// @throws ExecutionException if the task threw or its worker died
    <R> R call(RemoteCallable<R> task) throws InterruptedException, ExecutionException;

    /// Applies a function to one argument in a worker. Does not block.
    ///
    /// @param function what to apply
    /// @param argument to what
    /// @param <A> type of the argument
    /// @param <R> type of the result
    /// @return as of [#submit(RemoteCallable)]
    <A, R> CompletableFuture<R> apply(RemoteFunction<? super A, ? extends R> function, A argument);

    /// Applies a function to all items, and waits for the results. All of them travel to the server
    /// in one call, see [ManagerOptions#withMessageLimit], and to the workers in chunks.
    ///
    /// @param function what to apply
    /// @param items to what
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return the results in the order of the items
    /// @throws InterruptedException if the caller is interrupted; the rest is cancelled then
    /// @throws ExecutionException if an item failed or its worker died: of the first such item
    <A, R> List<R> map(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> items)
            throws InterruptedException, ExecutionException;

    /// Applies a function to all items without waiting; otherwise like [#map].
    ///
    /// @param function what to apply
    /// @param items to what
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return future of the results in the order of the items
    <A, R> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> items);

    /// How many workers there are.
    ///
    /// @return may be old when it arrives
    int workers();

    /// Waits for what was submitted through this object, as the JDK's executors do; if the caller
    /// is interrupted, cancels it. Then the pool takes no more tasks, of nobody; those that it has
    /// still run, and the workers end. The second time, and where the server has gone, does
    /// nothing.
    @Override
    void close();
}
