package dev.progeny.pool;

/// What a task can ask about itself, in a worker.
public final class ThisTask {
    private ThisTask() {}

    /// Whether the task that runs here is to stop: it was cancelled, ran longer than its limit, or
    /// the pool was stopped. A task that looks here now and then can end in good order; one that
    /// does not is interrupted, and killed with its worker if that does not help
    /// ([PoolOptions#withStopGraces]).
    ///
    /// Works on the task's own thread, and on threads that it starts; costs no more than a field.
    ///
    /// @return false outside of a task
    public static boolean isStopRequested() {
        var running = RunningUnit.current();
        return running != null && running.isStopped();
    }
}
