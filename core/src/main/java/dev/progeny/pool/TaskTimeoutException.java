package dev.progeny.pool;

import dev.progeny.task.ProgenyException;

import java.time.Duration;

/// A task ran longer than its limit ([TaskOptions#withTimeout], [PoolOptions#withTaskTimeout]).
///
/// Its stack trace is that of the task's thread in the worker when the limit had passed, so it says
/// where the task was; it is empty if the worker could not say, because it was stopped for example.
public final class TaskTimeoutException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;
    private final String worker;
    private final long pid;

    TaskTimeoutException(String task, Duration limit, String worker, long pid) {
        super(
                task
                        + " ran longer than its limit: limit="
                        + limit
                        + ", worker="
                        + worker
                        + ", pid="
                        + pid
                        + "; the stack trace says where it was",
                null);
        this.limit = limit;
        this.worker = worker;
        this.pid = pid;
    }

    /// How long it might have run.
    ///
    /// @return what was set
    public Duration limit() {
        return limit;
    }

    /// Where it ran.
    ///
    /// @return name of the worker
    public String worker() {
        return worker;
    }

    /// Which process that was.
    ///
    /// @return the worker's pid
    public long pid() {
        return pid;
    }
}
