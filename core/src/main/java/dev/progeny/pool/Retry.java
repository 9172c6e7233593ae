package dev.progeny.pool;

import java.time.Duration;
import java.util.Set;

/// How often a task is tried again, and after what.
///
/// @param times at the most; 0 for never
/// @param kinds after which failures
/// @param first pause before the first one; each next is twice as long
/// @param most longest pause
record Retry(int times, Set<RetryOn> kinds, Duration first, Duration most) {
    static final Retry NEVER =
            new Retry(0, Set.of(), Duration.ofMillis(100), Duration.ofSeconds(10));

    private static final int MOST_DOUBLINGS = 16;

    /// Nanoseconds before the next attempt.
    ///
    /// @param failures attempts that another one followed
    long pause(int failures) {
        var doubled = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return (doubled.compareTo(most) < 0 ? doubled : most).toNanos();
    }
}
