package dev.progeny.pool;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;

import java.lang.ref.Reference;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherer;

/// Makes units of work of what callers hand in.
final class Intake {
    private final AtomicLong lastTask = new AtomicLong();
    private final ProcessPool pool;
    private final Dispatcher dispatcher;
    private final TaskOptionsValue defaults;

    /// Makes an intake.
    ///
    /// @param pool cannot be forgotten while this is in use
    /// @param defaults of tasks
    Intake(ProcessPool pool, Dispatcher dispatcher, TaskOptionsValue defaults) {
        this.pool = pool;
        this.dispatcher = dispatcher;
        this.defaults = defaults;
    }

    TaskOptionsValue defaults() {
        return defaults;
    }

    TaskOptionsValue valueOf(UnaryOperator<TaskOptions> options) {
        return (TaskOptionsValue) options.apply(defaults);
    }

    <T> PoolFuture<T> newFuture(TaskOptionsValue options) {
        String number = "task " + lastTask.incrementAndGet();
        String label = options.label();
        return new PoolFuture<>(dispatcher, label.isEmpty() ? number : number + " (" + label + ")");
    }

    <T> CompletableFuture<T> submit(TaskOptionsValue options, Object task) {
        return submit(this.<T>newFuture(options), options, task);
    }

    <T> CompletableFuture<T> submit(PoolFuture<T> future, TaskOptionsValue options, Object task) {
        try {
            dispatcher.submit(unit(future, options, task));
            return future;
        } finally {
            Reference.reachabilityFence(pool);
        }
    }

    /// Submits a call of a function. One that captured nothing travels once to each worker.
    <A, R> CompletableFuture<R> apply(RemoteFunction<? super A, ? extends R> function, A argument) {
        RemoteCallable<R> task = () -> function.apply(argument);
        var constant = SentFunction.ofConstant(function);
        if (constant == null) {
            return submit(defaults, task);
        }
        PoolFuture<R> future = newFuture(defaults);
        try {
            var unit = CallUnit.of(future, defaults, task, constant, argument);
            future.belongsTo(unit);
            dispatcher.submit(unit);
            return future;
        } finally {
            Reference.reachabilityFence(pool);
        }
    }

    /// Submits a task if there is room for it.
    ///
    /// @return nothing where there is none
    <T> Optional<CompletableFuture<T>> trySubmit(TaskOptionsValue options, Object task) {
        try {
            PoolFuture<T> future = newFuture(options);
            boolean isAccepted = dispatcher.trySubmit(unit(future, options, task));
            return isAccepted ? Optional.of(future) : Optional.empty();
        } finally {
            Reference.reachabilityFence(pool);
        }
    }

    private static CallUnit unit(PoolFuture<?> future, TaskOptionsValue options, Object task) {
        var unit = CallUnit.of(future, options, Objects.requireNonNull(task, "task"));
        future.belongsTo(unit);
        return unit;
    }

    <R> MapRun<R> map(UnaryOperator<TaskOptions> options, Object function, Collection<?> items) {
        var value = valueOf(options);
        var batches = new Batches(pool, dispatcher, function, value);
        return new MapRun<>(batches, items.size(), value, dispatcher.workforce().size().max());
    }

    <A, R> Gatherer<A, ?, R> gatherer(
            UnaryOperator<TaskOptions> options, Object function, boolean isOrdered) {
        Objects.requireNonNull(function, "function");
        var value = valueOf(options);
        return Mapping.gatherer(
                () -> new Batches(pool, dispatcher, function, value),
                Mapping.Shape.of(value, dispatcher.workforce().size().max(), isOrdered));
    }
}
