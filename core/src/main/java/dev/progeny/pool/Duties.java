package dev.progeny.pool;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

/// What a worker does besides its tasks.
///
/// @param initializer before the first one
/// @param exitTask after the last one
/// @param growthLimit bytes by which it may grow; it looks only if there is a limit
record Duties(
        @Nullable RemoteRunnable initializer,
        @Nullable RemoteCallable<?> exitTask,
        long growthLimit) {

    static final Duties NONE = new Duties(null, null, Long.MAX_VALUE);
}
