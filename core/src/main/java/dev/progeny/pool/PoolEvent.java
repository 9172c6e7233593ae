package dev.progeny.pool;

import dev.progeny.process.ExitStatus;

/// Something that happened in a pool, for [PoolOptions#withListener].
public sealed interface PoolEvent {

    /// Which worker it happened to.
    ///
    /// @return its name
    String worker();

    /// Which process that is.
    ///
    /// @return its pid; -1 where none was started
    long pid();

    /// A worker has booted, run its initializer, and takes tasks.
    ///
    /// @param worker its name
    /// @param pid its process
    record WorkerReady(String worker, long pid) implements PoolEvent {}

    /// A worker has ended.
    ///
    /// @param worker its name
    /// @param pid its process
    /// @param status how
    /// @param why the pool ended it; empty if it ended by itself, or was killed by others
    record WorkerEnded(String worker, long pid, ExitStatus status, String why)
            implements PoolEvent {}

    /// An attempt to run a task has failed.
    ///
    /// @param worker where
    /// @param pid its process
    /// @param task its description, with its label
    /// @param kind how
    /// @param isTriedAgain whether there will be another attempt
    record AttemptFailed(String worker, long pid, String task, RetryOn kind, boolean isTriedAgain)
            implements PoolEvent {}
}
