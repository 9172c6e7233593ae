package dev.progeny.pool;

import dev.progeny.task.RemoteCallable;

/// Units of work without a pool.
final class Units {
    private Units() {}

    static WorkUnit call() {
        return call(0);
    }

    /// A call that takes more than so many bytes to send.
    @SuppressWarnings("NullAway") // nobody cancels its future
    static WorkUnit call(int bytes) {
        var ballast = new byte[bytes];
        RemoteCallable<Integer> task = () -> ballast.length;
        return new CallUnit(new PoolFuture<Integer>(null, "task"), TaskOptionsValue.DEFAULTS, task);
    }
}
