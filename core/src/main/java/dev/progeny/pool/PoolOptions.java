package dev.progeny.pool;

import dev.progeny.process.LaunchOptions;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
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

    /// Limits how long a worker may take to be ready. One that takes longer breaks the pool, since
    /// the next one would hang too.
    ///
    /// @param limit for its start and the initializer, more than zero; by default only the start is
    ///     limited ([LaunchOptions#withStartTimeout])
    /// @return changed copy
    PoolOptions withInitializerTimeout(Duration limit);

    /// Runs something in each worker after its last task, when it is told to leave; not in one that
    /// is killed or dies. It must end within the grace of [#withStopGrace]. What it returns is
    /// there for [ProcessPool#exitResults]; what it throws is logged.
    ///
    /// @param task what to run
    /// @return changed copy
    PoolOptions withExitTask(RemoteCallable<?> task);

    /// Lets workers go that have had no task for so long, as far as more than the least number are
    /// there. Others are started when tasks wait.
    ///
    /// @param limit more than zero; by default none goes
    /// @return changed copy
    PoolOptions withIdleTimeout(Duration limit);

    /// Replaces each worker after so long, when its task has ended.
    ///
    /// @param limit more than zero; by default workers live as long as the pool
    /// @return changed copy
    PoolOptions withWorkerLifetime(Duration limit);

    /// Replaces a worker that has grown by so much since it was ready, when its task has ended,
    /// against leaks: in what lives in its heap after a collection and, where the system tells it,
    /// outside of the heap. Looked at a few times a second.
    ///
    /// @param bytes one or more; by default there is no limit
    /// @return changed copy
    PoolOptions withGrowthLimit(long bytes);

    /// Limits the heap of each worker (`-Xmx`). A task that needs more fails with an
    /// [OutOfMemoryError] that names the limit, and its worker is replaced. Memory outside of the
    /// heap is not limited by it, see [#withProcessMemoryLimit].
    ///
    /// @param bytes at least 2 MiB; by default what the JVM makes of the machine
    /// @return changed copy
    PoolOptions withMemoryLimit(long bytes);

    /// Limits all memory that each worker has for itself, in its heap and outside of it; see
    /// [LaunchOptions#withProcessMemoryLimit]. A worker beyond it is killed: its task fails with
    /// [WorkerDiedException], which tells how much it had, and no other one does.
    ///
    /// @param bytes at least 16 MiB; by default there is no limit
    /// @return changed copy
    PoolOptions withProcessMemoryLimit(long bytes);

    /// Limits how many tasks may wait for a worker. While so many do, `submit` and the maps block;
    /// [ProcessPool#trySubmit] does not. A caller that is interrupted meanwhile gets a
    /// [java.util.concurrent.RejectedExecutionException], and stays interrupted.
    ///
    /// @param items tasks, or batches of a map; one or more
    /// @param bytes of their encoded tasks and arguments, one or more; a single one may have more
    /// @return changed copy
    PoolOptions withBacklog(int items, long bytes);

    /// Sets after how much time without a sign of life a worker is killed and replaced, be it idle
    /// or not. Workers give one ten times a second by a thread of their own, so one that gives none
    /// is stopped (SIGSTOP), or its machine is out of breath. Time in which this process did not
    /// run itself does not count. A worker that is stopped while it boots is found by
    /// [LaunchOptions#withStartTimeout], or by [#withInitializerTimeout].
    ///
    /// @param limit zero for never; 30 s by default
    /// @return changed copy
    PoolOptions withHeartbeat(Duration limit);

    /// Tells somebody what happens: one event after the other, soon, on a thread that is used for
    /// nothing else. What the listener throws is logged.
    ///
    /// @param listener instead of another one
    /// @return changed copy
    PoolOptions withListener(Consumer<? super PoolEvent> listener);

    /// Shows on standard error how far the pool is while it has tasks: rate, time left, failures,
    /// busy workers. On a terminal by a bar, elsewhere by a line every three seconds, and by a line
    /// when all are done. A map tells beforehand how many items it has.
    ///
    /// @return changed copy
    PoolOptions withProgress();

    /// Shows progress by lines somewhere else; otherwise like [#withProgress()].
    ///
    /// @param out where to
    /// @return changed copy
    PoolOptions withProgress(PrintStream out);

    /// Keeps the pool's counters in a file, where another process can read them while the pool runs
    /// and after it died: `java -cp progeny.jar dev.progeny.stats.Show <file>`, or any program, by
    /// the layout that the guide describes. Nobody but its user removes the file. The next pool
    /// that gets the same name replaces it.
    ///
    /// [ProcessPool#open] fails with an [java.io.UncheckedIOException] if it cannot be made, or if
    /// it has something else or the counters of another pool that lives.
    ///
    /// @param file its name, on a local file system
    /// @return changed copy
    PoolOptions withStats(Path file);

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

    /// Limits how long [ProcessPool#close] lets tasks go on. What has not ended by then is ended as
    /// by [ProcessPool#shutdownNow], so `close` takes so long and the graces.
    ///
    /// @param limit more than zero; by default tasks have all the time they need
    /// @return changed copy
    PoolOptions withCloseTimeout(Duration limit);

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
