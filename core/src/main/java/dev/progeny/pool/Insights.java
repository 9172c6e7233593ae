package dev.progeny.pool;

import dev.progeny.stats.PoolReading;
import dev.progeny.stats.WorkerTable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where the time of a pool's workers went since it was opened, and what took longest; what goes on
/// now, a task or a wait, is not in it. Printed, it is a table.
///
/// @param workers those that have not gone
/// @param gone sum of the others
/// @param slowest tasks, and items of maps: the slowest ten, the slowest first
public record Insights(List<WorkerTime> workers, WorkerTime gone, List<SlowTask> slowest) {

    /// Where the time of a worker went.
    ///
    /// @param worker its name, or how many they are
    /// @param pid its process; -1 where it is none or several
    /// @param tasks that it has ended; an item of a map is one
    /// @param units in which those came: tasks, or chunks of a map
    /// @param start of its process, until the initializer
    /// @param init in the initializer
    /// @param waiting without anything to do
    /// @param work in tasks
    /// @param transfer decoding tasks, encoding and sending results
    public record WorkerTime(
            String worker,
            long pid,
            long tasks,
            long units,
            Duration start,
            Duration init,
            Duration waiting,
            Duration work,
            Duration transfer) {

        private static WorkerTime of(String name, PoolReading.WorkerReading reading) {
            var times = reading.times();
            return new WorkerTime(
                    name,
                    reading.pid(),
                    reading.items(),
                    reading.units(),
                    times.start(),
                    times.init(),
                    times.waiting(),
                    times.work(),
                    times.transfer());
        }

        /// How much of its time since it was ready it worked.
        ///
        /// @return from 0 to 1; 1 where no time has passed
        public double efficiency() {
            double all = waiting.plus(work).plus(transfer).toNanos();
            return all == 0 ? 1 : work.toNanos() / all;
        }

        private void addTo(WorkerTable table) {
            var times = new PoolReading.Times(start, init, waiting, work, transfer);
            table.add(worker, units, tasks, times);
        }
    }

    /// Something that took long.
    ///
    /// @param description its number, index or label; of fast items among which one was slow it
    ///     names several
    /// @param worker where it ran
    /// @param pid the worker's
    /// @param time that it took
    public record SlowTask(String description, String worker, long pid, Duration time) {}

    static Insights of(PoolReading reading, List<SlowTask> slowest) {
        var workers = new ArrayList<WorkerTime>();
        for (var worker : reading.workers()) {
            workers.add(WorkerTime.of(reading.pool() + "-worker-" + worker.number(), worker));
        }
        var gone = WorkerTime.of(reading.gone().number() + " gone", reading.gone());
        return new Insights(List.copyOf(workers), gone, slowest);
    }

    @Override
    public String toString() {
        var table = new WorkerTable();
        workers.forEach(worker -> worker.addTo(table));
        if (gone.units > 0) {
            gone.addTo(table);
        }
        var text = new StringBuilder(table.toString());
        for (var slow : slowest) {
            text.append(System.lineSeparator())
                    .append(WorkerTable.text(slow.time))
                    .append(": ")
                    .append(slow.description)
                    .append(" in ")
                    .append(slow.worker);
        }
        return text.toString();
    }
}
