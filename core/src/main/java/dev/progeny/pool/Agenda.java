package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What a pool does later: on a thread of its own, so that no task and no callback can hold it up,
/// and under the dispatcher's lock.
///
/// Its time is that in which this process runs. While the process is stopped (SIGSTOP, a laptop
/// that sleeps) so may its workers be, and nobody must be killed for that: when the thread wakes
/// far too late, the time that it has lost does not count.
final class Agenda {
    /// A wake-up may be late by so much because the machine is busy.
    private static final long USUAL_DELAY = 500_000_000;

    /// Longest sleep, so that a stop of the process is told from a long pause.
    private static final long LONGEST_NAP = 1_000_000_000;

    private final Dispatcher dispatcher;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private final Completions completions = new Completions();
    private @Nullable Thread thread;
    private volatile boolean isEnding;

    /// Nanoseconds in which this process did not run.
    private long lost;

    Agenda(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// Something to be done.
    ///
    /// @param when in the agenda's time
    private record Entry(long when, Consumer<Completions> action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.compare(when - other.when, 0);
        }
    }

    void start(String pool) {
        thread = Thread.ofPlatform().daemon().name("progeny-" + pool + "-agenda").start(this::run);
    }

    void end() {
        isEnding = true;
        LockSupport.unpark(thread);
    }

    /// Nanoseconds of this process; under the lock.
    long now() {
        return System.nanoTime() - lost;
    }

    /// Does something after a pause; under the lock.
    void after(Duration pause, Runnable action) {
        after(pause.toNanos(), completions -> action.run());
    }

    /// Does something that finds ends of units, after a pause; under the lock.
    void after(long nanos, Consumer<Completions> action) {
        var entry = new Entry(now() + nanos, action);
        var first = entries.peek();
        entries.add(entry);
        if (first == null || entry.compareTo(first) < 0) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!isEnding) {
            long nap = turn();
            completions.tell(dispatcher, null);
            long start = System.nanoTime();
            // parks: the clock ends it, and `after`, and `end`; nobody else is waited for
            LockSupport.parkNanos(this, nap);
            long late = System.nanoTime() - start - nap;
            if (late > USUAL_DELAY) {
                dispatcher.locked(() -> lost += late);
            }
        }
    }

    private long turn() {
        try {
            return dispatcher.ask(this::doWhatIsDue);
        } catch (RuntimeException | Error e) {
            dispatcher.deaths().giveUp(e, completions);
            return LONGEST_NAP;
        }
    }

    /// @return nanoseconds until something else is
    private long doWhatIsDue() {
        var first = entries.peek();
        while (first != null && first.when - now() <= 0) {
            entries.remove(first);
            first.action.accept(completions);
            first = entries.peek();
        }
        return first == null ? LONGEST_NAP : Math.clamp(first.when - now(), 0, LONGEST_NAP);
    }
}
