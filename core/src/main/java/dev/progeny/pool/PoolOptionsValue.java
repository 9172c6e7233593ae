package dev.progeny.pool;

import dev.progeny.process.LaunchOptions;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The value behind [PoolOptions].
record PoolOptionsValue(
        Size size,
        @Nullable RemoteRunnable initializer,
        int tasksPerWorker,
        RestartLimit restartLimit,
        Duration stopGrace,
        UnaryOperator<LaunchOptions> launch,
        boolean isInProcess)
        implements PoolOptions {

    /// How many workers.
    record Size(int min, int max) {}

    /// How many deaths of workers in how much time.
    record RestartLimit(int restarts, Duration per) {
        static final RestartLimit NONE = new RestartLimit(Integer.MAX_VALUE, Duration.ofDays(1));
    }

    static PoolOptionsValue defaults() {
        int cpus = ThisProcess.availableCpus();
        return new PoolOptionsValue(
                new Size(cpus, cpus),
                null,
                Integer.MAX_VALUE,
                RestartLimit.NONE,
                Duration.ofSeconds(1),
                UnaryOperator.identity(),
                false);
    }

    @Override
    public PoolOptions withWorkers(int workers) {
        return withWorkers(workers, workers);
    }

    @Override
    public PoolOptions withWorkers(int min, int max) {
        if (min < 0 || max < 1 || min > max) {
            throw new IllegalArgumentException(
                    "number of workers must be greater than 0, and min at most max: min="
                            + min
                            + ", max="
                            + max);
        }
        return new PoolOptionsValue(
                new Size(min, max),
                initializer,
                tasksPerWorker,
                restartLimit,
                stopGrace,
                launch,
                isInProcess);
    }

    @Override
    public PoolOptions withInitializer(RemoteRunnable newInitializer) {
        Objects.requireNonNull(newInitializer, "initializer");
        return new PoolOptionsValue(
                size, newInitializer, tasksPerWorker, restartLimit, stopGrace, launch, isInProcess);
    }

    @Override
    public PoolOptions withTasksPerWorker(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException(
                    "tasks per worker must be greater than 0: tasks=" + tasks);
        }
        return new PoolOptionsValue(
                size, initializer, tasks, restartLimit, stopGrace, launch, isInProcess);
    }

    @Override
    public PoolOptions withRestartLimit(int n, Duration per) {
        if (n < 0 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(
                    "not a limit: n=" + n + ", per=" + per + "; use zero or more in some time");
        }
        return new PoolOptionsValue(
                size,
                initializer,
                tasksPerWorker,
                new RestartLimit(n, per),
                stopGrace,
                launch,
                isInProcess);
    }

    @Override
    public PoolOptions withStopGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("negative grace: " + grace + "; use zero or more");
        }
        return new PoolOptionsValue(
                size, initializer, tasksPerWorker, restartLimit, grace, launch, isInProcess);
    }

    @Override
    public PoolOptions withLaunch(UnaryOperator<LaunchOptions> options) {
        return new PoolOptionsValue(
                size,
                initializer,
                tasksPerWorker,
                restartLimit,
                stopGrace,
                Objects.requireNonNull(options, "options"),
                isInProcess);
    }

    @Override
    public PoolOptions inProcess() {
        return new PoolOptionsValue(
                size, initializer, tasksPerWorker, restartLimit, stopGrace, launch, true);
    }
}
