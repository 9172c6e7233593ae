package dev.progeny.pool;

import java.time.Duration;

/// How tasks of a pool are run: an immutable value; each `with` gives a changed copy.
public sealed interface TaskOptions permits TaskOptionsValue {

    /// Limits how long the task may run. One that runs longer fails with [TaskTimeoutException] and
    /// is stopped as `cancel(true)` would stop it: asked, interrupted, killed with its worker
    /// ([PoolOptions#withStopGraces]). Other tasks are not touched.
    ///
    /// The time counts from the start of the task in its worker, not from its submission, and for
    /// each attempt anew. For a map it counts for each item; its items travel one by one then, or
    /// else those of a chunk share its end, see [#withChunkSize].
    ///
    /// @param limit more than zero; by default that of [PoolOptions#withTaskTimeout]. It may be
    ///     passed by a sixteenth, 25 ms at the most, never cut short
    /// @return changed copy
    TaskOptions withTimeout(Duration limit);

    /// Tries the task again when it fails, however it fails; otherwise like [#withRetries(int,
    /// RetryOn...)].
    ///
    /// @param retries zero or more
    /// @return changed copy
    TaskOptions withRetries(int retries);

    /// Tries the task again when it fails so. Without this nothing is run twice. When the last
    /// attempt fails too, so does the task: with its failure, which has those of the attempts
    /// before as suppressed exceptions. Items of a map are tried again one by one, or by chunks,
    /// see [#withChunkSize].
    ///
    /// @param retries zero or more, not counting the first attempt; 0 by default
    /// @param kinds after which failures
    /// @return changed copy
    TaskOptions withRetries(int retries, RetryOn... kinds);

    /// Sets the pause before another attempt. It doubles with each further one.
    ///
    /// @param first before the second attempt, zero or more; 100 ms by default
    /// @param most longest pause; 10 s by default
    /// @return changed copy
    TaskOptions withBackoff(Duration first, Duration most);

    /// Lets the task go before those of lower priority that have not started.
    ///
    /// @param priority any number, 0 by default; tasks of one priority keep their order
    /// @return changed copy
    TaskOptions withPriority(int priority);

    /// Names the task, or all tasks of a map, for messages.
    ///
    /// @param label any text
    /// @return changed copy
    TaskOptions withLabel(String label);

    /// Sets how many items of a map travel and run together. By default as many as last about 20
    /// ms, as far as the items before tell, and fewer near the end; of `mapAsync`, which cannot
    /// tell, large chunks first and single items last. A gatherer, and a map with a limit or
    /// retries, sends items one by one, since the items of a chunk share its end when one of them
    /// is too late or its worker dies.
    ///
    /// @param items one or more
    /// @return changed copy
    TaskOptions withChunkSize(int items);

    /// Sets how many items of a stream may be out at workers at a time, so how far a gatherer looks
    /// ahead; chunks are not larger. By default 16 chunks for each worker. Other tasks ignore it.
    ///
    /// @param items one or more
    /// @return changed copy
    TaskOptions withWindow(int items);
}
