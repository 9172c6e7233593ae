package dev.progeny.pool;

import dev.progeny.park.KeepAlive;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What a pool owes and what it has done. Guarded by the dispatcher's lock.
///
/// A unit is owed from its submission until its future has been told its end, and as long as one
/// is, this JVM stays alive.
final class Tally {
    private final String pool;
    private KeepAlive.@Nullable Hold keepAlive;
    private long owed;
    private long completed;
    private long failed;
    private long restarts;

    /// Tasks of the work that is going on, for [Progress]: an item of a map is one.
    private long total;

    private long done;
    private long failedBefore;

    Tally(String pool) {
        this.pool = pool;
    }

    /// How far the work is that is going on.
    record Work(long done, long total, long failed) {}

    void submitted(WorkUnit unit) {
        owed++;
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
        if (isFailure) {
            failed++;
        } else {
            completed++;
        }
    }

    void failed(WorkUnit unit) {
        answered(unit, true);
    }

    void withdrawn(WorkUnit unit) {
        total -= unit.tasks();
        settled(1);
    }

    /// So many tasks will come, or will not come after all.
    void expect(long tasks) {
        total += tasks;
    }

    Work work() {
        return new Work(done, Math.max(done, total), failed - failedBefore);
    }

    void endWork() {
        total = Math.max(0, total - done);
        done = 0;
        failedBefore = failed;
    }

    void restarted() {
        restarts++;
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
                completed,
                failed,
                restarts,
                List.copyOf(running));
    }
}
