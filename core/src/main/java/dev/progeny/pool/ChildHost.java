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
    /// @param worker what runs there
    /// @param listener told of its end
    static WorkerHost start(
            String name,
            UnaryOperator<LaunchOptions> options,
            WorkerMain worker,
            Listener listener) {
        var child = ChildProcess.start(o -> options.apply(forWorkers(o.withName(name))), worker);
        var _ = child.onExit().thenAccept(status -> listener.ended(status, child.lastOutput()));
        return new ChildHost(child);
    }

    /// A worker calls much by reflection that a child for one task calls once, so it pays for fast
    /// reflection; it is a daemon, since it is the pool's tasks that keep the parent alive.
    private static LaunchOptions forWorkers(LaunchOptions options) {
        return options.withDaemon(true).withJvmOptions("-Djdk.reflect.useNativeAccessorOnly=false");
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
