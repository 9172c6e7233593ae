package dev.progeny.pool;

import dev.progeny.process.LaunchOptions;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The value behind [PoolOptions], in groups of what belongs together. A duration of zero, where
/// it is a limit, is none.
record PoolOptionsValue(
        Size size, Hosts hosts, Life life, Health health, Graces graces, Load tasks, Shown shown)
        implements PoolOptions {

    /// Longer than this is for ever, and no sum of two such overflows.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /// How many workers.
    record Size(int min, int max) {
        Size {
            if (min < 0 || max < 1 || min > max) {
                throw new IllegalArgumentException(
                        "number of workers must be greater than 0, and min at most max: min="
                                + min
                                + ", max="
                                + max);
            }
        }
    }

    /// What workers live in, and what they do first and last.
    record Hosts(
            UnaryOperator<LaunchOptions> launch,
            boolean isInProcess,
            @Nullable RemoteRunnable initializer,
            @Nullable RemoteCallable<?> exitTask) {}

    /// When a worker goes though nothing is wrong with it.
    record Life(int tasks, Duration idle, Duration age, long growth) {}

    /// What is tolerated.
    record Health(int restarts, Duration per, Duration silence, Duration initializer) {}

    /// How long each step of stopping a task may take, see [Stops]; and all tasks, when their pool
    /// is closed.
    record Graces(Duration token, Duration interrupt, Duration terminate, Duration close) {
        /// For a worker that was told to leave.
        Duration leave() {
            return interrupt;
        }
    }

    /// What holds for tasks: a limit of each, and of those that wait.
    record Load(@Nullable Duration timeout, int items, long bytes) {}

    /// Who sees what happens.
    record Shown(
            @Nullable Consumer<? super PoolEvent> listener,
            Progress.Style progress,
            @Nullable Path counters) {}

    static PoolOptionsValue defaults() {
        int cpus = ThisProcess.availableCpus();
        return new PoolOptionsValue(
                new Size(cpus, cpus),
                new Hosts(UnaryOperator.identity(), false, null, null),
                new Life(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO, Long.MAX_VALUE),
                new Health(
                        Integer.MAX_VALUE,
                        Duration.ofDays(1),
                        Duration.ofSeconds(30),
                        Duration.ZERO),
                new Graces(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO),
                new Load(null, Integer.MAX_VALUE, Long.MAX_VALUE),
                new Shown(null, Progress.Style.QUIET, null));
    }

    /// What workers get told at their start.
    Duties duties() {
        return new Duties(hosts.initializer, hosts.exitTask, life.growth);
    }

    UnaryOperator<LaunchOptions> launch() {
        return hosts.launch;
    }

    static Duration requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    what + " must be greater than 0: duration=" + duration);
        }
        return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
    }

    private static Duration requireGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("negative grace: " + grace + "; use zero or more");
        }
        return grace.compareTo(LONGEST) < 0 ? grace : LONGEST;
    }

    private static long requireSome(String what, long number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " must be greater than 0: number=" + number);
        }
        return number;
    }

    private PoolOptionsValue with(Hosts newHosts) {
        return new PoolOptionsValue(size, newHosts, life, health, graces, tasks, shown);
    }

    private PoolOptionsValue with(Life newLife) {
        return new PoolOptionsValue(size, hosts, newLife, health, graces, tasks, shown);
    }

    private PoolOptionsValue with(Health newHealth) {
        return new PoolOptionsValue(size, hosts, life, newHealth, graces, tasks, shown);
    }

    private PoolOptionsValue with(Shown newShown) {
        return new PoolOptionsValue(size, hosts, life, health, graces, tasks, newShown);
    }

    private PoolOptionsValue with(Load load) {
        return new PoolOptionsValue(size, hosts, life, health, graces, load, shown);
    }

    @Override
    public PoolOptions withWorkers(int workers) {
        return withWorkers(workers, workers);
    }

    @Override
    public PoolOptions withWorkers(int min, int max) {
        return new PoolOptionsValue(new Size(min, max), hosts, life, health, graces, tasks, shown);
    }

    @Override
    public PoolOptions withInitializer(RemoteRunnable initializer) {
        Objects.requireNonNull(initializer, "initializer");
        return with(new Hosts(hosts.launch, hosts.isInProcess, initializer, hosts.exitTask));
    }

    @Override
    public PoolOptions withInitializerTimeout(Duration limit) {
        var positive = requirePositive("time limit", limit);
        return with(new Health(health.restarts, health.per, health.silence, positive));
    }

    @Override
    public PoolOptions withExitTask(RemoteCallable<?> task) {
        Objects.requireNonNull(task, "task");
        return with(new Hosts(hosts.launch, hosts.isInProcess, hosts.initializer, task));
    }

    @Override
    public PoolOptions withTasksPerWorker(int most) {
        requireSome("tasks per worker", most);
        return with(new Life(most, life.idle, life.age, life.growth));
    }

    @Override
    public PoolOptions withIdleTimeout(Duration limit) {
        var positive = requirePositive("idle time", limit);
        return with(new Life(life.tasks, positive, life.age, life.growth));
    }

    @Override
    public PoolOptions withWorkerLifetime(Duration limit) {
        var positive = requirePositive("lifetime", limit);
        return with(new Life(life.tasks, life.idle, positive, life.growth));
    }

    @Override
    public PoolOptions withGrowthLimit(long bytes) {
        requireSome("limit of growth", bytes);
        return with(new Life(life.tasks, life.idle, life.age, bytes));
    }

    @Override
    public PoolOptions withMemoryLimit(long bytes) {
        return withLaunch(launch -> hosts.launch.apply(launch.withMemoryLimit(bytes)));
    }

    @Override
    public PoolOptions withProcessMemoryLimit(long bytes) {
        return withLaunch(launch -> hosts.launch.apply(launch.withProcessMemoryLimit(bytes)));
    }

    @Override
    public PoolOptions withTaskTimeout(Duration limit) {
        return with(new Load(requirePositive("time limit", limit), tasks.items, tasks.bytes));
    }

    @Override
    public PoolOptions withBacklog(int items, long bytes) {
        requireSome("tasks in the backlog", items);
        requireSome("bytes in the backlog", bytes);
        return with(new Load(tasks.timeout, items, bytes));
    }

    @Override
    public PoolOptions withRestartLimit(int n, Duration per) {
        if (n < 0 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(
                    "not a limit: n=" + n + ", per=" + per + "; use zero or more in some time");
        }
        return with(new Health(n, per, health.silence, health.initializer));
    }

    @Override
    public PoolOptions withHeartbeat(Duration limit) {
        return with(
                new Health(health.restarts, health.per, requireGrace(limit), health.initializer));
    }

    @Override
    public PoolOptions withStopGrace(Duration grace) {
        return withStopGraces(graces.token, grace, graces.terminate);
    }

    @Override
    public PoolOptions withStopGraces(Duration token, Duration interrupt, Duration terminate) {
        return with(
                new Graces(
                        requireGrace(token),
                        requireGrace(interrupt),
                        requireGrace(terminate),
                        graces.close));
    }

    @Override
    public PoolOptions withCloseTimeout(Duration limit) {
        var positive = requirePositive("time limit", limit);
        return with(new Graces(graces.token, graces.interrupt, graces.terminate, positive));
    }

    private PoolOptions with(Graces newGraces) {
        return new PoolOptionsValue(size, hosts, life, health, newGraces, tasks, shown);
    }

    @Override
    public PoolOptions withListener(Consumer<? super PoolEvent> listener) {
        Objects.requireNonNull(listener, "listener");
        return with(new Shown(listener, shown.progress, shown.counters));
    }

    @Override
    public PoolOptions withProgress() {
        return with(new Shown(shown.listener, Progress.Style.standard(), shown.counters));
    }

    @Override
    public PoolOptions withProgress(PrintStream out) {
        Objects.requireNonNull(out, "out");
        return with(new Shown(shown.listener, Progress.Style.lines(out), shown.counters));
    }

    @Override
    public PoolOptions withStats(Path file) {
        return with(new Shown(shown.listener, shown.progress, file.toAbsolutePath()));
    }

    @Override
    public PoolOptions withLaunch(UnaryOperator<LaunchOptions> options) {
        Objects.requireNonNull(options, "options");
        return with(new Hosts(options, hosts.isInProcess, hosts.initializer, hosts.exitTask));
    }

    @Override
    public PoolOptions inProcess() {
        return with(new Hosts(hosts.launch, true, hosts.initializer, hosts.exitTask));
    }
}
