package dev.progeny.stats;

import java.time.Duration;
import java.util.Locale;

/// Says in columns where the time of workers went.
public final class WorkerTable {
    private final StringBuilder text = new StringBuilder();

    /// Makes a table without workers.
    public WorkerTable() {
        text.append(
                String.format(
                        "%20s %9s %11s %9s %9s %9s %9s %9s",
                        "worker", "units", "items", "start", "init", "wait", "work", "transfer"));
    }

    /// Adds a line.
    ///
    /// @param worker which, or which ones
    /// @param units that it has answered
    /// @param items in those
    /// @param times where its time went
    /// @return this
    public WorkerTable add(String worker, long units, long items, PoolReading.Times times) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%20s %,9d %,11d %9s %9s %9s %9s %9s",
                        worker,
                        units,
                        items,
                        text(times.start()),
                        text(times.init()),
                        text(times.waiting()),
                        text(times.work()),
                        text(times.transfer())));
        return this;
    }

    /// A time with three or more digits and its unit.
    ///
    /// @param time zero or more
    /// @return for example `12.3 ms`
    public static String text(Duration time) {
        double micros = time.toNanos() / 1e3;
        if (micros < 1_000) {
            return String.format(Locale.ROOT, "%.1f µs", micros);
        }
        double seconds = micros / 1e6;
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
        }
        return seconds < 6_000
                ? String.format(Locale.ROOT, "%.2f s", seconds)
                : String.format(Locale.ROOT, "%.2f h", seconds / 3_600);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
