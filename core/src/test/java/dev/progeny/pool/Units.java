package dev.progeny.pool;

import dev.progeny.task.RemoteCallable;

import java.util.function.UnaryOperator;

/// Units of work without a pool.
final class Units {
    private Units() {}

    static WorkUnit call() {
        return call(0);
    }

    /// A call that takes more than so many bytes to send.
    static WorkUnit call(int bytes) {
        return call(TaskOptionsValue.DEFAULTS, bytes);
    }

    static WorkUnit call(UnaryOperator<TaskOptions> options) {
        return call((TaskOptionsValue) options.apply(TaskOptionsValue.DEFAULTS), 0);
    }

    @SuppressWarnings("NullAway") // nobody cancels its future
    private static WorkUnit call(TaskOptionsValue options, int bytes) {
        var ballast = new byte[bytes];
        RemoteCallable<Integer> task = () -> ballast.length;
        return CallUnit.of(new PoolFuture<Integer>(null, "task"), options, task);
    }
}
