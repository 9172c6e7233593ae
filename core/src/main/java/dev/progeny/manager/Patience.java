package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting of managed objects, in nanoseconds; [Long#MAX_VALUE] is for ever.
final class Patience {
    static final long ENDLESS = Long.MAX_VALUE;

    private static final Duration LONGEST = Duration.ofNanos(ENDLESS);

    private Patience() {}

    static long of(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        return timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : ENDLESS;
    }

    static long of(long time, TimeUnit unit) {
        return Math.max(0, unit.toNanos(time));
    }

    /// Makes a call that does not wait as the first step of one that does, and that an interrupt
    /// ends.
    static <T extends @Nullable Object> T interruptibly(Supplier<T> first)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the call");
        }
        try {
            return first.get();
        } catch (CallInterruptedException e) { // while it connected
            throw e.asChecked();
        }
    }

    /// Waits until something holds. Called with the condition's lock held.
    ///
    /// @return false if the time was over first
    static boolean await(Condition condition, long nanos, BooleanSupplier isSo)
            throws InterruptedException {
        long left = nanos;
        while (!isSo.getAsBoolean()) {
            if (left <= 0) {
                return false;
            }
            if (nanos == ENDLESS) {
                condition.await();
            } else {
                left = condition.awaitNanos(left);
            }
        }
        return true;
    }
}
