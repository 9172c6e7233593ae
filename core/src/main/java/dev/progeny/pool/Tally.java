package dev.progeny.pool;

import dev.progeny.park.KeepAlive;
import dev.progeny.stats.PoolCounters;
import dev.progeny.stats.PoolCounters.Count;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What a pool owes and what it has done. Guarded by the dispatcher's lock.
///
/// A unit is owed from its submission until its future has been told its end, and as long as one
/// is, this JVM stays alive.
final class Tally {
    private final String pool;
    private final PoolCounters counters;
    private KeepAlive.@Nullable Hold keepAlive;
    private long owed;
    private int maps;

    /// Tasks of the work that is going on, for [Progress]: an item of a map is one.
    private long total;

    private long done;
    private long failedBefore;

    Tally(String pool, PoolCounters counters) {
        this.pool = pool;
        this.counters = counters;
    }

    /// How far the work is that is going on.
    record Work(long done, long total, long failed) {}

    void submitted(WorkUnit unit) {
        owed++;
        counters.add(Count.SUBMITTED, 1);
        total += unit.isExpected() ? 0 : unit.tasks();
        if (keepAlive == null) {
            keepAlive = KeepAlive.hold(pool);
        }
    }

    void settled(int count) {
        owed -= count;
        if (owed < 0) {
            throw new AssertionError("more ends than units: owed=" + owed);
        }
    }

    boolean isOwing() {
        return owed > 0;
    }

    void answered(WorkUnit unit, boolean isFailure) {
        done += unit.tasks();
        counters.add(Count.ITEMS, unit.tasks());
        counters.add(isFailure ? Count.FAILED : Count.COMPLETED, 1);
    }

    void failed(WorkUnit unit) {
        answered(unit, true);
    }

    void withdrawn(WorkUnit unit) {
        total -= unit.tasks();
        takenBack(1);
        settled(1);
    }

    /// So many units will not run any more, be their ends told yet or not.
    void takenBack(int count) {
        counters.add(Count.WITHDRAWN, count);
    }

    /// A map begins, which will submit batches until it ends.
    void mapBegins() {
        maps++;
    }

    void mapEnds() {
        maps--;
    }

    boolean isInMap() {
        return maps > 0;
    }

    /// So many tasks will come, or will not come after all.
    void expect(long tasks) {
        total += tasks;
    }

    Work work() {
        return new Work(done, Math.max(done, total), counters.value(Count.FAILED) - failedBefore);
    }

    void endWork() {
        total = Math.max(0, total - done);
        done = 0;
        failedBefore = counters.value(Count.FAILED);
    }

    void triedAgain() {
        counters.add(Count.RETRIED, 1);
    }

    /// A worker that died is going to be replaced.
    ///
    /// @return how often that has happened
    long restarted() {
        counters.add(Count.RESTARTS, 1);
        return counters.value(Count.RESTARTS);
    }

    /// Nothing has happened for a while: to let go at each last task would make and end a thread
    /// for each call of a caller that waits.
    void rest() {
        if (owed == 0) {
            letGo();
        }
    }

    void letGo() {
        if (keepAlive != null) {
            keepAlive.close();
            keepAlive = null;
        }
    }

    ProcessPool.Status status(List<Worker> workers, int waiting) {
        var running = new ArrayList<ProcessPool.RunningTask>();
        int idle = 0;
        int sent = 0;
        for (var worker : workers) {
            idle += worker.state() == WorkerState.IDLE ? 1 : 0;
            sent += worker.load();
            worker.describeRunning(running);
        }
        return new ProcessPool.Status(
                workers.size(),
                idle,
                waiting + sent - running.size(),
                running.size(),
                counters.value(Count.COMPLETED),
                counters.value(Count.FAILED),
                counters.value(Count.RESTARTS),
                List.copyOf(running));
    }
}
