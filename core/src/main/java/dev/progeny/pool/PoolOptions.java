package dev.progeny.pool;

import dev.progeny.process.LaunchOptions;
import dev.progeny.task.RemoteRunnable;

import java.time.Duration;
import java.util.function.UnaryOperator;

/// How a pool works: an immutable value; each `with` gives a changed copy.
///
///     ProcessPool.open(o -> o.withWorkers(8).withTasksPerWorker(1000))
public sealed interface PoolOptions permits PoolOptionsValue {

    /// Sets the number of workers; all are started when the pool is opened.
    ///
    /// @param workers one or more; by default [dev.progeny.process.ThisProcess#availableCpus]
    /// @return changed copy
    PoolOptions withWorkers(int workers);

    /// Sets the number of workers: so many are started when the pool is opened, and more as tasks
    /// wait.
    ///
    /// @param min zero or more
    /// @param max one or more, at least `min`
    /// @return changed copy
    PoolOptions withWorkers(int min, int max);

    /// Runs something in each worker before its first task. If it fails, the pool is broken.
    ///
    /// @param initializer what to run
    /// @return changed copy
    PoolOptions withInitializer(RemoteRunnable initializer);

    /// Replaces each worker after so many tasks, against slow leaks. An item of a map is a task.
    ///
    /// @param tasks one or more; by default workers live as long as the pool
    /// @return changed copy
    PoolOptions withTasksPerWorker(int tasks);

    /// Limits how often dead workers are replaced; beyond that the pool is broken. Workers that die
    /// before they are ready break it after three in a row, whatever this says.
    ///
    /// @param n restarts
    /// @param per in so much time
    /// @return changed copy
    PoolOptions withRestartLimit(int n, Duration per);

    /// Limits how long each task may run, unless its own options say otherwise; see
    /// [TaskOptions#withTimeout].
    ///
    /// @param limit more than zero; by default there is none
    /// @return changed copy
    PoolOptions withTaskTimeout(Duration limit);

    /// Sets how long a task may go on after it was cancelled and interrupted, before its worker is
    /// killed; and how long a worker may take to leave.
    ///
    /// @param grace zero or more; 1 s by default
    /// @return changed copy
    PoolOptions withStopGrace(Duration grace);

    /// Sets how a task is stopped that was cancelled, is late, or stands in the way of the pool's
    /// end. It is asked first ([ThisTask#isStopRequested]), then interrupted; then its worker gets
    /// SIGTERM, which runs its shutdown hooks, and at last SIGKILL. A step whose grace is zero is
    /// followed by the next one at once.
    ///
    /// @param token from being asked to the interrupt; zero by default
    /// @param interrupt from the interrupt to the end of the worker; 1 s by default
    /// @param terminate from SIGTERM to SIGKILL; zero, so no SIGTERM, by default
    /// @return changed copy
    PoolOptions withStopGraces(Duration token, Duration interrupt, Duration terminate);

    /// Changes how workers are started.
    ///
    /// @param options applied to the library's defaults for workers
    /// @return changed copy
    PoolOptions withLaunch(UnaryOperator<LaunchOptions> options);

    /// Runs tasks on threads of this process instead, with the same encoding: for tests and
    /// debuggers. Nothing protects this process from what a task does, and a cancelled task that
    /// ignores its interrupt keeps its thread.
    ///
    /// @return changed copy
    PoolOptions inProcess();
}
