package dev.progeny.process;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/// The default options of this process: set at most once, or inherited from the parent.
final class DefaultOptions {
    /// Both are read without a lock: a fork has them as they are, and nobody who gives one back.
    private static volatile LaunchOptionsValue current = LaunchOptionsValue.LIBRARY_DEFAULTS;

    private static volatile boolean isFixed;

    private DefaultOptions() {}

    static LaunchOptionsValue current() {
        return current;
    }

    /// The defaults, fixed from now on, since a child was started with them.
    static LaunchOptionsValue fix() {
        return isFixed ? current : fixNow();
    }

    private static synchronized LaunchOptionsValue fixNow() {
        isFixed = true;
        return current;
    }

    static synchronized void set(UnaryOperator<LaunchOptions> options) {
        if (isFixed) {
            throw new IllegalStateException(
                    "the default options are fixed, since they were set before or a child has been"
                            + " started; set them once at the start of the program, or pass"
                            + " options to each start");
        }
        current = (LaunchOptionsValue) options.apply(LaunchOptionsValue.LIBRARY_DEFAULTS);
        isFixed = true; // after: who reads it without the lock has the value then
    }

    /// Takes over what the parent had set.
    static void inherit(LaunchOptionsValue fromParent) {
        current = fromParent;
    }

    /// What children are to take over; null where nothing was set, so that they need not load this.
    static @Nullable LaunchOptionsValue toInherit() {
        var now = current;
        return now.equals(LaunchOptionsValue.LIBRARY_DEFAULTS) ? null : now;
    }
}
