package dev.progeny.pool;

import dev.progeny.ring.Frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The slowest tasks and items of a pool. Under the dispatcher's lock.
final class Slowest {
    static final int MOST = 10;

    /// The slowest first.
    private final List<Insights.SlowTask> tasks = new ArrayList<>();

    /// What a task must have taken to be among them.
    private long least;

    /// A worker has answered.
    void consider(WorkUnit unit, Worker worker, Frame answer) {
        long ran = Receipt.ran(answer);
        if (ran <= least) {
            return; // nor can one of its items have taken longer
        }
        if (unit instanceof BatchUnit batch && unit.tasks() > 1) {
            var receipt = Receipt.of(answer);
            add(batch.describeItems(receipt.item(), receipt.span()), worker, receipt.itemRan());
        } else {
            add(unit.describe(), worker, ran);
        }
    }

    private void add(String what, Worker worker, long nanos) {
        if (nanos <= least) {
            return;
        }
        int place = 0;
        while (place < tasks.size() && tasks.get(place).time().toNanos() >= nanos) {
            place++;
        }
        var slow =
                new Insights.SlowTask(what, worker.name(), worker.pid(), Duration.ofNanos(nanos));
        tasks.add(place, slow);
        if (tasks.size() > MOST) {
            tasks.removeLast();
        }
        least = tasks.size() < MOST ? 0 : tasks.getLast().time().toNanos();
    }

    List<Insights.SlowTask> all() {
        return List.copyOf(tasks);
    }
}
