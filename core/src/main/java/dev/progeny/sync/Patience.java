package dev.progeny.sync;

import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long a wait goes on, and whether an interrupt ends it. Immutable.
///
/// @param deadline when it gives up
/// @param heedsInterrupts false: an interrupt stays pending until the wait is over
record Patience(Deadline deadline, boolean heedsInterrupts) {
    static final Patience ENDLESS = new Patience(Deadline.never(), false);
    static final Patience UNTIL_INTERRUPTED = new Patience(Deadline.never(), true);

    static Patience of(Duration timeout) {
        return new Patience(Deadline.after(timeout), true);
    }

    static Patience of(long timeout, TimeUnit unit) {
        return of(Duration.ofNanos(unit.toNanos(timeout)));
    }

    boolean isEndless() {
        return deadline == Deadline.never();
    }

    boolean isOver() {
        return deadline.isOver();
    }

    /// The next slice of the wait, after which the waiter looks who lives.
    Deadline slice() {
        return Deadline.after(Duration.ofNanos(Math.min(deadline.nanosLeft(), Doorbell.SLICE)));
    }

    /// What the JDK promises of methods that heed interrupts: one that came before counts too.
    void checkInterrupt() throws InterruptedException {
        if (heedsInterrupts && Thread.interrupted()) {
            throw new InterruptedException("interrupted before the wait began");
        }
    }
}
