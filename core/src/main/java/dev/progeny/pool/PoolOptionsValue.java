package dev.progeny.pool;

import dev.progeny.process.LaunchOptions;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The value behind [PoolOptions], in groups of what belongs together.
record PoolOptionsValue(Size size, Hosts hosts, Life life, Health health, Graces graces, Load tasks)
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

    /// What workers live in, and what they do before their first task.
    record Hosts(
            UnaryOperator<LaunchOptions> launch,
            boolean isInProcess,
            @Nullable RemoteRunnable initializer) {}

    /// When a worker goes though nothing is wrong with it.
    record Life(int tasks) {}

    /// What is tolerated.
    record Health(int restarts, Duration per) {}

    /// How long each step of stopping a task may take, see [Stops].
    record Graces(Duration token, Duration interrupt, Duration terminate) {
        /// For a worker that was told to leave.
        Duration leave() {
            return interrupt;
        }
    }

    /// What holds for tasks.
    record Load(@Nullable Duration timeout) {}

    static PoolOptionsValue defaults() {
        int cpus = ThisProcess.availableCpus();
        return new PoolOptionsValue(
                new Size(cpus, cpus),
                new Hosts(UnaryOperator.identity(), false, null),
                new Life(Integer.MAX_VALUE),
                new Health(Integer.MAX_VALUE, Duration.ofDays(1)),
                new Graces(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO),
                new Load(null));
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

    private PoolOptionsValue with(Hosts newHosts) {
        return new PoolOptionsValue(size, newHosts, life, health, graces, tasks);
    }

    @Override
    public PoolOptions withWorkers(int workers) {
        return withWorkers(workers, workers);
    }

    @Override
    public PoolOptions withWorkers(int min, int max) {
        return new PoolOptionsValue(new Size(min, max), hosts, life, health, graces, tasks);
    }

    @Override
    public PoolOptions withInitializer(RemoteRunnable newInitializer) {
        Objects.requireNonNull(newInitializer, "initializer");
        return with(new Hosts(hosts.launch, hosts.isInProcess, newInitializer));
    }

    @Override
    public PoolOptions withTasksPerWorker(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "tasks per worker must be greater than 0: tasks=" + most);
        }
        return new PoolOptionsValue(size, hosts, new Life(most), health, graces, tasks);
    }

    @Override
    public PoolOptions withTaskTimeout(Duration limit) {
        var load = new Load(requirePositive("time limit", limit));
        return new PoolOptionsValue(size, hosts, life, health, graces, load);
    }

    @Override
    public PoolOptions withRestartLimit(int n, Duration per) {
        if (n < 0 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(
                    "not a limit: n=" + n + ", per=" + per + "; use zero or more in some time");
        }
        return new PoolOptionsValue(size, hosts, life, new Health(n, per), graces, tasks);
    }

    @Override
    public PoolOptions withStopGrace(Duration grace) {
        return withStopGraces(graces.token, grace, graces.terminate);
    }

    @Override
    public PoolOptions withStopGraces(Duration token, Duration interrupt, Duration terminate) {
        var newGraces =
                new Graces(requireGrace(token), requireGrace(interrupt), requireGrace(terminate));
        return new PoolOptionsValue(size, hosts, life, health, newGraces, tasks);
    }

    @Override
    public PoolOptions withLaunch(UnaryOperator<LaunchOptions> options) {
        Objects.requireNonNull(options, "options");
        return with(new Hosts(options, hosts.isInProcess, hosts.initializer));
    }

    @Override
    public PoolOptions inProcess() {
        return with(new Hosts(hosts.launch, true, hosts.initializer));
    }
}
