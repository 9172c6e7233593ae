package dev.progeny.pool;

import dev.progeny.task.RemoteBiFunction;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherer;

/// An executor whose workers are processes.
///
///     try (var pool = ProcessPool.open(4)) {
///         List<Integer> lengths = pool.map(file -> parse(file).length(), files);
///     }
///
/// What a task captures, its arguments and its results travel by value, so they must be
/// serializable; a lambda given to a method of this class is, if what it captures is. Through a
/// variable of type [ExecutorService] a lambda is not: write `(RemoteCallable<T>) () -> ...`.
///
/// A worker that dies fails only the task that it ran ([WorkerDiedException]) and is replaced.
/// Cancelling a future with `cancel(true)` interrupts its task, and if that does not help within
/// the grace of [PoolOptions#withStopGrace] kills its worker; `cancel(false)` lets a running task
/// end.
///
/// A JVM does not end by itself while a pool has tasks; an idle pool does not keep it alive, and
/// the pool's workers end with it. A pool that is forgotten without being closed shuts down some
/// time after the garbage collector has found it: what was submitted runs, then the workers end.
/// Callbacks of futures may block, and may use the pool.
public final class ProcessPool implements ExecutorService {
    private static final AtomicLong LAST_POOL = new AtomicLong();

    private final Dispatcher dispatcher;
    private final Intake intake;

    private ProcessPool(PoolOptionsValue options) {
        dispatcher = new Dispatcher("pool-" + LAST_POOL.incrementAndGet(), options);
        var defaults = TaskOptionsValue.DEFAULTS.orTimeout(options.tasks().timeout());
        intake = new Intake(this, dispatcher, defaults);
    }

    /// What a pool is doing.
    ///
    /// @param workers processes that have not ended
    /// @param idle of them, those that have nothing to do
    /// @param queued tasks that have not started
    /// @param running tasks that run
    /// @param completed units of work that returned: tasks, or batches of a map
    /// @param failed units of work that threw, or whose worker died
    /// @param restarts workers that were replaced because they died
    /// @param tasks those that run
    public record Status(
            int workers,
            int idle,
            int queued,
            int running,
            long completed,
            long failed,
            long restarts,
            List<RunningTask> tasks) {}

    /// A task that runs.
    ///
    /// @param description its number or label
    /// @param worker name of its worker
    /// @param pid the worker's
    /// @param age for how long, about
    /// @param attempt 1, or more where it was tried before
    public record RunningTask(
            String description, String worker, long pid, Duration age, int attempt) {}

    /// Opens a pool with a worker for each available processor.
    ///
    /// @return the pool; close it
    public static ProcessPool open() {
        return open(UnaryOperator.identity());
    }

    /// Opens a pool.
    ///
    /// @param workers how many, one or more
    /// @return the pool; close it
    public static ProcessPool open(int workers) {
        return open(o -> o.withWorkers(workers));
    }

    /// Opens a pool. Returns when the workers' processes exist, before they have booted.
    ///
    /// @param options applied to the defaults
    /// @return the pool; close it
    /// @throws dev.progeny.process.StartException if no process can be made
    public static ProcessPool open(UnaryOperator<PoolOptions> options) {
        var pool = new ProcessPool((PoolOptionsValue) options.apply(PoolOptionsValue.defaults()));
        pool.dispatcher.open();
        Forgotten.watch(pool, pool.dispatcher);
        return pool;
    }

    /// Submits a task with a result.
    ///
    /// @param task what to run
    /// @param <T> type of the result
    /// @return its future; fails with what the task threw, [WorkerDiedException], or
    ///     [TaskTimeoutException]
    /// @throws dev.progeny.codec.UnsendableException if the task cannot travel
    /// @throws java.util.concurrent.RejectedExecutionException if the pool takes no more
    public <T> CompletableFuture<T> submit(RemoteCallable<T> task) {
        return intake.submit(intake.defaults(), task);
    }

    /// Submits a task without a result; otherwise like [#submit(RemoteCallable)].
    ///
    /// @param task what to run
    /// @return its future; gives null
    public CompletableFuture<Void> submit(RemoteRunnable task) {
        return intake.submit(intake.defaults(), task);
    }

    /// Submits a task with options; otherwise like [#submit(RemoteCallable)].
    ///
    /// @param options applied to the defaults
    /// @param task what to run
    /// @param <T> type of the result
    /// @return its future
    public <T> CompletableFuture<T> submit(
            UnaryOperator<TaskOptions> options, RemoteCallable<T> task) {
        return intake.submit(intake.valueOf(options), task);
    }

    /// Submits a task with options; otherwise like [#submit(RemoteRunnable)].
    ///
    /// @param options applied to the defaults
    /// @param task what to run
    /// @return its future; gives null
    public CompletableFuture<Void> submit(UnaryOperator<TaskOptions> options, RemoteRunnable task) {
        return intake.submit(intake.valueOf(options), task);
    }

    /// Submits a task with options, unless the backlog is full ([PoolOptions#withBacklog]). Does
    /// not block; otherwise like [#submit(RemoteCallable)].
    ///
    /// @param options applied to the defaults
    /// @param task what to run
    /// @param <T> type of the result
    /// @return its future; empty where there is no room
    public <T> Optional<CompletableFuture<T>> trySubmit(
            UnaryOperator<TaskOptions> options, RemoteCallable<T> task) {
        return intake.trySubmit(intake.valueOf(options), task);
    }

    /// Submits a task, unless the backlog is full; otherwise like [#submit(RemoteCallable)].
    ///
    /// @param task what to run
    /// @param <T> type of the result
    /// @return its future; empty where there is no room
    public <T> Optional<CompletableFuture<T>> trySubmit(RemoteCallable<T> task) {
        return intake.trySubmit(intake.defaults(), task);
    }

    /// Submits a task without a result likewise.
    ///
    /// @param task what to run
    /// @return its future; empty where there is no room
    public Optional<CompletableFuture<Void>> trySubmit(RemoteRunnable task) {
        return intake.trySubmit(intake.defaults(), task);
    }

    /// Runs a task in a worker and waits for it.
    ///
    /// @param task what to run
    /// @param <T> type of the result
    /// @return its result
    /// @throws InterruptedException if the caller is interrupted; the task is cancelled then
    /// @throws ExecutionException if the task threw or its worker died
    public <T> T call(RemoteCallable<T> task) throws InterruptedException, ExecutionException {
        var future = submit(task);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    /// Applies a function to one argument in a worker. A lambda or method reference that captured
    /// nothing travels once to each worker, any other function with each call, as it is then.
    ///
    /// @param function what to apply
    /// @param argument to what
    /// @param <A> type of the argument
    /// @param <R> type of the result
    /// @return future of the result
    public <A, R> CompletableFuture<R> apply(
            RemoteFunction<? super A, ? extends R> function, A argument) {
        Objects.requireNonNull(function, "function");
        return intake.apply(function, argument);
    }

    /// Applies a function to all items, and waits for the results. The function travels once to
    /// each worker, items travel in chunks.
    ///
    /// @param function what to apply
    /// @param items to what
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return the results in the order of the items
    /// @throws InterruptedException if the caller is interrupted; what has not started is withdrawn
    /// @throws ExecutionException if an item failed or its worker died: of the first such item
    public <A, R> List<R> map(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> items)
            throws InterruptedException, ExecutionException {
        return map(UnaryOperator.identity(), function, items);
    }

    /// Applies a function to all items with options; otherwise like [#map(RemoteFunction,
    /// Collection)].
    ///
    /// @param options applied to the defaults
    /// @param function what to apply
    /// @param items to what
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return the results in the order of the items
    /// @throws InterruptedException if the caller is interrupted
    /// @throws ExecutionException if an item failed or its worker died
    public <A, R> List<R> map(
            UnaryOperator<TaskOptions> options,
            RemoteFunction<? super A, ? extends R> function,
            Collection<? extends A> items)
            throws InterruptedException, ExecutionException {
        return intake.<R>map(options, function, items).run(items);
    }

    /// Applies a function of two arguments to pairs of items; the shorter collection decides.
    ///
    /// @param function what to apply
    /// @param first the first arguments
    /// @param second the second arguments
    /// @param <A> type of the first arguments
    /// @param <B> type of the second arguments
    /// @param <R> type of the results
    /// @return the results in the order of the items
    /// @throws InterruptedException if the caller is interrupted
    /// @throws ExecutionException if a pair failed or its worker died
    public <A, B, R> List<R> mapBoth(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Collection<? extends A> first,
            Collection<? extends B> second)
            throws InterruptedException, ExecutionException {
        var pairs = new ArrayList<Pair<A, B>>();
        Iterator<? extends A> ones = first.iterator();
        Iterator<? extends B> others = second.iterator();
        while (ones.hasNext() && others.hasNext()) {
            pairs.add(new Pair<>(ones.next(), others.next()));
        }
        return map(pair -> function.apply(pair.first, pair.second), pairs);
    }

    private record Pair<A, B>(A first, B second) implements java.io.Serializable {}

    /// Applies a function to all items without waiting. All items are encoded and submitted before
    /// it returns; what [#map(RemoteFunction, Collection)] would refuse, it refuses at once.
    ///
    /// @param function what to apply
    /// @param items to what
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return future of the results in the order of the items; fails with the first item that
    ///     failed; cancelling it cancels what is not done
    public <A, R> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> items) {
        return mapAsync(UnaryOperator.identity(), function, items);
    }

    /// Applies a function to all items without waiting, with options; otherwise like
    /// [#mapAsync(RemoteFunction, Collection)].
    ///
    /// @param options applied to the defaults
    /// @param function what to apply
    /// @param items to what
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return future of the results in the order of the items
    public <A, R> CompletableFuture<List<R>> mapAsync(
            UnaryOperator<TaskOptions> options,
            RemoteFunction<? super A, ? extends R> function,
            Collection<? extends A> items) {
        return AsyncMap.of(intake.<R>map(options, function, items).sendAll(items));
    }

    /// A gatherer that applies a function in the workers: lazily, with a bounded number of items
    /// out at a time, results in order. Ending the stream early cancels what is out. An item that
    /// fails ends the stream with a [java.util.concurrent.CompletionException].
    ///
    /// @param function what to apply
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return for `stream.gather`
    public <A, R> Gatherer<A, ?, R> mapping(RemoteFunction<? super A, ? extends R> function) {
        return intake.gatherer(UnaryOperator.identity(), function, true);
    }

    /// Like [#mapping(RemoteFunction)], with options.
    ///
    /// @param options applied to the defaults
    /// @param function what to apply
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return for `stream.gather`
    public <A, R> Gatherer<A, ?, R> mapping(
            UnaryOperator<TaskOptions> options, RemoteFunction<? super A, ? extends R> function) {
        return intake.gatherer(options, function, true);
    }

    /// Like [#mapping(RemoteFunction)], but results come as they are done.
    ///
    /// @param function what to apply
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return for `stream.gather`
    public <A, R> Gatherer<A, ?, R> mappingUnordered(
            RemoteFunction<? super A, ? extends R> function) {
        return intake.gatherer(UnaryOperator.identity(), function, false);
    }

    /// Like [#mappingUnordered(RemoteFunction)], with options.
    ///
    /// @param options applied to the defaults
    /// @param function what to apply
    /// @param <A> type of the items
    /// @param <R> type of the results
    /// @return for `stream.gather`
    public <A, R> Gatherer<A, ?, R> mappingUnordered(
            UnaryOperator<TaskOptions> options, RemoteFunction<? super A, ? extends R> function) {
        return intake.gatherer(options, function, false);
    }

    /// Changes the number of workers. Those that are missing are started; those too many leave, if
    /// they run a task after that has ended. Returns at once.
    ///
    /// @param min zero or more
    /// @param max one or more, at least `min`; at most 64, or what the pool was opened with
    public void resize(int min, int max) {
        dispatcher.resize(new PoolOptionsValue.Size(min, max));
    }

    /// What the exit tasks of workers that have left returned ([PoolOptions#withExitTask]); of all
    /// workers once the pool has ended.
    ///
    /// @return results in the order in which they came
    public List<@Nullable Object> exitResults() {
        return dispatcher.farewells().results();
    }

    /// What the pool is doing now.
    ///
    /// @return a snapshot
    public Status status() {
        return dispatcher.status();
    }

    /// Where the time of the workers went, and what took longest; for example after a map.
    ///
    /// @return a snapshot
    public Insights insights() {
        return dispatcher.insights();
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return intake.submit(intake.defaults(), task);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return intake.submit(intake.defaults(), task);
    }

    @Override
    public <T> CompletableFuture<T> submit(Runnable task, T result) {
        PoolFuture<T> future = intake.newFuture(intake.defaults());
        future.gives(result);
        return intake.submit(future, intake.defaults(), task);
    }

    /// Runs a task in a worker; what it throws is logged.
    @Override
    public void execute(Runnable task) {
        Executing.report(submit(task));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return Invoking.all(this, tasks, dev.progeny.park.Deadline.never());
    }

    @Override
    public <T> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invoking.all(this, tasks, Invoking.deadline(timeout, unit));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invoking.any(this, tasks, dev.progeny.park.Deadline.never());
        } catch (TimeoutException e) {
            throw new AssertionError("never is not over", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invoking.any(this, tasks, Invoking.deadline(timeout, unit));
    }

    @Override
    public void shutdown() {
        dispatcher.closing().shutdown();
    }

    /// Withdraws all that has not started and interrupts what runs; a worker whose task does not
    /// end within the grace is killed. Futures of what was withdrawn are cancelled.
    ///
    /// @return the tasks that never started, those of maps excepted; running one runs it here
    @Override
    public List<Runnable> shutdownNow() {
        return dispatcher.closing().shutdownNow();
    }

    /// Stops the pool and asks all workers to end, by SIGTERM. Tasks that run fail.
    public void terminateWorkers() {
        dispatcher.closing().endWorkers(false);
    }

    /// Stops the pool and kills all workers. Tasks that run fail.
    public void killWorkers() {
        dispatcher.closing().endWorkers(true);
    }

    @Override
    public boolean isShutdown() {
        return dispatcher.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return dispatcher.ended().isDone();
    }

    /// Takes no more tasks, lets those that it has end, and returns when they and all workers have.
    /// What has not ended within [PoolOptions#withCloseTimeout], or when the caller is interrupted,
    /// is ended as by [#shutdownNow].
    ///
    /// May be called twice, by several threads, by a shutdown hook, and by a callback of one of
    /// this pool's futures, which it does not wait for then.
    @Override
    public void close() {
        dispatcher.closing().close(this);
    }

    /// Waits until all tasks and all workers have ended after a shutdown.
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        Completions.waitNotForThisThread(dispatcher);
        try {
            dispatcher.ended().get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("an end is a fact", e);
        }
    }
}
