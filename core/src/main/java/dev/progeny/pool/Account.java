package dev.progeny.pool;

import dev.progeny.ring.Frame;
import dev.progeny.stats.CounterFile;
import dev.progeny.stats.PoolCounters;
import dev.progeny.stats.PoolCounters.Count;
import dev.progeny.stats.PoolReading;
import dev.progeny.stats.WorkerCounters;

import java.util.List;

/// What a pool counts and measures: where anybody can read it, see [dev.progeny.stats]. Under the
/// dispatcher's lock.
final class Account {
    private final PoolCounters counters;
    private final WorkerCounters[] workers;
    private final long[] made;
    private final Slowest slowest = new Slowest();

    private Account(PoolCounters counters, int places) {
        this.counters = counters;
        workers = new WorkerCounters[places];
        made = new long[places];
        for (int place = 0; place < places; place++) {
            workers[place] = counters.worker(place);
        }
    }

    /// How long a worker took to be ready, in nanoseconds.
    record Start(long start, long init) {}

    /// Begins to count.
    ///
    /// @param pool its name
    /// @param shown whether in a file
    /// @param places for workers
    static Account open(String pool, PoolOptionsValue.Shown shown, int places) {
        var file = shown.counters();
        var counters =
                file == null
                        ? CounterFile.withoutName(pool, places)
                        : CounterFile.create(file, pool, places);
        return new Account(counters, places);
    }

    PoolCounters counters() {
        return counters;
    }

    /// A worker is going to be started.
    ///
    /// @param number it is the n-th
    void made(int slot, long number) {
        workers[slot].begin(number, System.currentTimeMillis());
        made[slot] = System.nanoTime();
    }

    /// A worker says that it is ready.
    void ready(Worker worker, Frame frame) {
        boolean isWhole = frame.bytes().length >= PoolProtocol.AFTER_RECEIPT;
        long init = isWhole ? Receipt.ran(frame) : 0;
        var its = workers[worker.slot()];
        long start = System.nanoTime() - made[worker.slot()] - init;
        its.set(WorkerCounters.Count.PID, worker.pid());
        its.set(WorkerCounters.Count.INIT, init);
        its.set(WorkerCounters.Count.START, start);
        Flight.ready(worker, new Start(start, init));
    }

    /// A worker got a unit.
    void sent(Worker worker) {
        workers[worker.slot()].set(WorkerCounters.Count.LOAD, worker.load());
    }

    /// A worker has answered a unit.
    void answered(Worker worker, WorkUnit unit, Frame answer) {
        var its = workers[worker.slot()];
        its.add(WorkerCounters.Count.UNITS, 1);
        its.add(WorkerCounters.Count.ITEMS, unit.tasks());
        slowest.consider(unit, worker, answer);
        Flight.answered(worker, unit, answer);
    }

    /// A worker has been heard.
    void heard(Worker worker) {
        var its = workers[worker.slot()];
        its.set(WorkerCounters.Count.LOAD, worker.load());
        worker.witness().measure(its);
    }

    /// A worker has gone.
    void gone(Worker worker) {
        heard(worker);
        workers[worker.slot()].end(counters.gone());
    }

    /// What waits has changed.
    void queued(Backlog backlog) {
        counters.set(Count.QUEUED, backlog.size());
        counters.set(Count.QUEUED_BYTES, backlog.bytes());
    }

    /// The pool lives.
    void alive(PoolPhase phase) {
        counters.phase(
                switch (phase) {
                    case RUNNING -> PoolReading.Phase.RUNNING;
                    case DRAINING -> PoolReading.Phase.DRAINING;
                    case STOPPING -> PoolReading.Phase.STOPPING;
                    case BROKEN -> PoolReading.Phase.BROKEN;
                    case ENDED -> PoolReading.Phase.ENDED;
                });
        counters.set(Count.SEEN, System.currentTimeMillis());
    }

    Insights insights(List<Worker> present) {
        present.forEach(this::heard);
        return Insights.of(PoolReading.of(counters), slowest.all());
    }
}
