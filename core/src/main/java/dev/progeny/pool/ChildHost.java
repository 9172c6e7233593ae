package dev.progeny.pool;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.LaunchOptions;

import java.util.function.UnaryOperator;

/// A worker in a process of its own.
final class ChildHost implements WorkerHost {
    private final ChildProcess<Void> child;

    private ChildHost(ChildProcess<Void> child) {
        this.child = child;
    }

    /// Starts the process.
    ///
    /// @param name of the worker
    /// @param options of the user
    /// @param cpus its share of the processors
    /// @param worker what runs there
    /// @param listener told of its end
    static WorkerHost start(
            String name,
            UnaryOperator<LaunchOptions> options,
            int cpus,
            WorkerMain worker,
            Listener listener) {
        var child =
                ChildProcess.start(o -> options.apply(forWorkers(o.withName(name), cpus)), worker);
        var _ =
                child.onExit()
                        .thenAccept(
                                status ->
                                        listener.ended(
                                                status, child.lastOutput(), child.whyKilled()));
        return new ChildHost(child);
    }

    /// A worker calls much by reflection that a child for one task calls once, so it pays for fast
    /// reflection; it is a daemon, since it is the pool's tasks that keep the parent alive. It
    /// plans with its share of the processors, and so do pools that it opens.
    private static LaunchOptions forWorkers(LaunchOptions options, int cpus) {
        return options.withDaemon(true)
                .withCpus(cpus)
                .withJvmOptions("-Djdk.reflect.useNativeAccessorOnly=false");
    }

    @Override
    public long pid() {
        return child.pid();
    }

    @Override
    public void terminate() {
        child.terminate();
    }

    @Override
    public void kill() {
        child.kill();
    }
}
