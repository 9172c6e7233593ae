package dev.progeny.pool;

import java.time.Duration;

/// Finds tasks that run longer than they may, and sees to their end. Under the dispatcher's lock.
///
/// It looks into the workers' memory again and again, and only while a task with a limit is owed: a
/// task costs neither a message nor a clock. So it learns of a start at its first look after it: a
/// task may run a little longer than its limit (a sixteenth and up to 25 ms), never shorter.
final class Limits {
    private static final long SHORTEST_PERIOD = 1_000_000;
    private static final long LONGEST_PERIOD = 25_000_000;
    private static final int LOOKS_PER_LIMIT = 16;

    /// A worker that is alive says where its task is in less.
    private static final long STACK_PATIENCE = 100_000_000;

    private static final long STACK_PERIOD = 2_000_000;

    private final Dispatcher dispatcher;
    private long period = LONGEST_PERIOD;
    private boolean isLooking;

    Limits(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// A unit with a limit was submitted.
    void watch(Duration limit) {
        long wanted =
                Math.clamp(limit.toNanos() / LOOKS_PER_LIMIT, SHORTEST_PERIOD, LONGEST_PERIOD);
        period = Math.min(period, wanted);
        if (!isLooking) {
            isLooking = true;
            lookLater();
        }
    }

    private void lookLater() {
        dispatcher.agenda().after(period, completions -> look());
    }

    private void look() {
        long now = dispatcher.agenda().now();
        for (var worker : dispatcher.workforce().all()) {
            var unit = worker.overdue(now);
            if (unit != null && !unit.isLate) {
                stop(worker, unit);
            }
        }
        if (dispatcher.tally().isOwing()) {
            lookLater();
        } else {
            isLooking = false;
            period = LONGEST_PERIOD;
        }
    }

    private void stop(Worker worker, WorkUnit unit) {
        unit.isLate = true;
        dispatcher.stops().stop(worker, unit, WorkerMemory.STACK);
        if (!unit.mayTryAgain(RetryOn.TIMEOUT)) {
            long patience = dispatcher.agenda().now() + STACK_PATIENCE;
            tellLater(worker, unit, patience);
        } // else it must have ended before it can begin again
    }

    /// The caller is told as soon as the worker has said where the task is, without waiting for the
    /// task to heed that it is stopped.
    private void tellLater(Worker worker, WorkUnit unit, long patience) {
        long number = unit.number;
        dispatcher
                .agenda()
                .after(
                        STACK_PERIOD,
                        completions -> {
                            if (unit.worker != worker || unit.number != number) {
                                return; // it has ended, and its caller has been told
                            }
                            if (worker.witness().hasStackOf(unit)
                                    || dispatcher.agenda().now() - patience > 0) {
                                var reason = worker.witness().lateness(unit);
                                Thread.startVirtualThread(() -> unit.expire(reason));
                            } else {
                                tellLater(worker, unit, patience);
                            }
                        });
    }
}
