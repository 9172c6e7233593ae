package dev.progeny.pool;

import dev.progeny.process.ExitStatus;
import dev.progeny.stats.WorkerCounters;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// Tells what a worker runs, and what became of what it ran, from the memory that is shared with
/// it. Guarded by the dispatcher's lock.
final class Witness {
    private final String worker;
    private final WorkerMemory memory;
    private final Claims claims;
    private long pid = -1;

    /// What it was seen to run at the last look, and since when.
    private long watchedNumber;

    private long watchedItem;
    private long watchedSince;

    /// The unit that is the first there, so that it runs or is about to.
    private @Nullable WorkUnit first;

    Witness(String worker, WorkerMemory memory) {
        this.worker = worker;
        this.memory = memory;
        claims = memory.claims();
    }

    void livesIn(WorkerHost host) {
        pid = host.pid();
    }

    long pid() {
        return pid;
    }

    /// Notes which unit is the first there now; null for none.
    void first(@Nullable WorkUnit unit) {
        if (unit != null && unit != first) {
            Flight.started(worker, pid, unit);
        }
        first = unit;
    }

    /// Looks what the worker runs, and for how long it has been seen to run that.
    ///
    /// @param first the unit that it runs if it runs any; null for none
    /// @param now in nanoseconds
    /// @return that unit if it has run longer than it may, or its item has; null otherwise
    @Nullable WorkUnit overdue(@Nullable WorkUnit first, long now) {
        var limit = first == null ? null : first.options().timeout();
        if (first == null || limit == null || !claims.isRunning(first.number)) {
            return null;
        }
        long item = memory.item();
        if (watchedNumber != first.number || watchedItem != item) {
            watchedNumber = first.number;
            watchedItem = item;
            watchedSince = now;
        }
        return now - watchedSince >= limit.toNanos() ? first : null;
    }

    /// Whether the worker has said where a unit is.
    boolean hasStackOf(WorkUnit unit) {
        return memory.stackOf() == unit.number;
    }

    /// Says how a unit, the last that was overdue, ran too long.
    TaskTimeoutException lateness(WorkUnit unit) {
        var limit = unit.options().timeout();
        String what = unit.describe() + itemClause(unit, watchedItem);
        var late =
                new TaskTimeoutException(what, limit == null ? Duration.ZERO : limit, worker, pid);
        late.setStackTrace(
                hasStackOf(unit) ? Stack.decode(memory.stack()) : new StackTraceElement[0]);
        return late;
    }

    /// Says how the worker died, before its memory is used again.
    ///
    /// @param why the pool ended it; empty where it did not
    WorkerDiedException death(WorkUnit unit, ExitStatus status, String why, String lastOutput) {
        boolean hasStarted = !claims.isOffered(unit.number);
        String when =
                (hasStarted ? "while running " : "like others before it could start ")
                        + unit.describe()
                        + (hasStarted ? itemClause(unit, memory.item()) : "");
        return death(when, status, why, lastOutput);
    }

    /// Says how the worker died.
    ///
    /// @param when it did, in words
    WorkerDiedException death(String when, ExitStatus status, String why, String lastOutput) {
        String message =
                worker
                        + " (pid "
                        + pid
                        + ") died "
                        + when
                        + ": "
                        + status.describe()
                        + (why.isEmpty() ? "" : "; the pool killed it: " + why)
                        + (lastOutput.isEmpty() ? "" : "; last output: " + lastOutput);
        return new WorkerDiedException(message, pid, status, lastOutput);
    }

    private static String itemClause(WorkUnit unit, long item) {
        return unit instanceof BatchUnit batch ? batch.describeItem(item) : "";
    }

    /// Notes where the worker's time went.
    void measure(WorkerCounters counters) {
        counters.set(WorkerCounters.Count.WAIT, memory.waited());
        counters.set(WorkerCounters.Count.WORK, memory.worked());
        counters.set(WorkerCounters.Count.TRANSFER, memory.moved());
    }

    /// Adds what the worker runs now, if anything.
    ///
    /// @param first the unit that it runs if it runs any; null for none
    /// @param ageNanos for how long, about
    void describeRunning(
            @Nullable WorkUnit first, long ageNanos, List<ProcessPool.RunningTask> running) {
        if (first != null && claims.isRunning(first.number)) {
            running.add(
                    new ProcessPool.RunningTask(
                            first.describe(),
                            worker,
                            pid,
                            Duration.ofNanos(ageNanos),
                            first.failures() + 1));
        }
    }
}
