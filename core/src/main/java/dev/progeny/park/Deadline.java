package dev.progeny.park;

import java.time.Duration;

/// A moment on this process's monotonic clock after which a wait gives up. Immutable.
///
/// It does not travel: each process has a clock of its own.
public final class Deadline {

    /// Longer than this, 146 years, is never: differences of the clock would overflow.
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    private static final Deadline NEVER = new Deadline(0);

    private final long moment;

    private Deadline(long moment) {
        this.moment = moment;
    }

    /// A deadline some time from now.
    ///
    /// @param timeout from now on; negative counts as zero: what is there is taken, nothing is
    ///     awaited. Longer than a century is [#never]
    /// @return the deadline
    public static Deadline after(Duration timeout) {
        long nanos = saturatedNanos(timeout);
        return nanos >= LONGEST_NANOS ? NEVER : new Deadline(System.nanoTime() + nanos);
    }

    /// The deadline that does not come.
    ///
    /// @return always the same
    public static Deadline never() {
        return NEVER;
    }

    /// Whether it has passed.
    ///
    /// @return true from that moment on
    public boolean isOver() {
        return nanosLeft() <= 0;
    }

    /// Time left.
    ///
    /// @return nanoseconds; zero or negative once it has passed; [Long#MAX_VALUE] if it never comes
    public long nanosLeft() {
        return this == NEVER ? Long.MAX_VALUE : moment - System.nanoTime();
    }

    private static long saturatedNanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        boolean fits = timeout.compareTo(Duration.ofNanos(LONGEST_NANOS)) < 0;
        return fits ? timeout.toNanos() : LONGEST_NANOS;
    }

    @Override
    public String toString() {
        return this == NEVER ? "never" : "in " + Duration.ofNanos(nanosLeft());
    }
}
