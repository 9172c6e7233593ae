package dev.progeny.stats;

import dev.progeny.stats.PoolCounters.Count;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A program that prints the counters of a pool of any process, also of one that died:
///
///     java -cp progeny.jar dev.progeny.stats.Show pool.stats
public final class Show {
    private static final int MISUSED = 2;

    private Show() {}

    /// Prints what a file says.
    ///
    /// @param args its path
    public static void main(String[] args) {
        if (args.length != 1) {
            fail("usage: java -cp progeny.jar dev.progeny.stats.Show FILE");
            return;
        }
        try {
            var reading = PoolReading.read(java.nio.file.Path.of(args[0]));
            // prints: that is what this program is for
            System.out.println(text(reading, Instant.now()));
        } catch (RuntimeException e) {
            fail(e.toString());
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // only main calls it
    private static void fail(String why) {
        // prints: that is what this program is for
        System.err.println(why);
        // exits: nobody calls this but the launcher
        System.exit(MISUSED);
    }

    /// Puts counters into words.
    ///
    /// @param reading them
    /// @param now the time
    /// @return several lines
    public static String text(PoolReading reading, Instant now) {
        var table = new WorkerTable();
        for (var worker : reading.workers()) {
            String name = worker.number() + " (pid " + worker.pid() + ")";
            table.add(name, worker.units(), worker.items(), worker.times());
        }
        var gone = reading.gone();
        if (gone.number() > 0) {
            table.add(gone.number() + " gone", gone.units(), gone.items(), gone.times());
        }
        return String.format(
                Locale.ROOT,
                "%s of process %d: %s, seen %s ago%n"
                        + "units: %,d submitted, %,d completed, %,d failed, %,d withdrawn, %,d"
                        + " waiting (%,d bytes)%n"
                        + "items: %,d, attempts that were repeated: %,d, restarts: %,d%n%s",
                reading.pool(),
                reading.pid(),
                state(reading),
                WorkerTable.text(Duration.between(reading.seen(), now)),
                reading.count(Count.SUBMITTED),
                reading.count(Count.COMPLETED),
                reading.count(Count.FAILED),
                reading.count(Count.WITHDRAWN),
                reading.count(Count.QUEUED),
                reading.count(Count.QUEUED_BYTES),
                reading.count(Count.ITEMS),
                reading.count(Count.RETRIED),
                reading.count(Count.RESTARTS),
                table);
    }

    private static String state(PoolReading reading) {
        String phase =
                switch (reading.phase()) {
                    case RUNNING -> "takes tasks";
                    case DRAINING -> "finishes its tasks";
                    case STOPPING -> "stops";
                    case BROKEN -> "is broken";
                    case ENDED -> "has ended";
                };
        boolean isSettled = reading.isAlive() || reading.phase() == PoolReading.Phase.ENDED;
        return isSettled ? phase : "died, when it said that it " + phase;
    }
}
