package dev.progeny.stats;

import dev.progeny.os.FileWork;
import dev.progeny.os.Os;
import dev.progeny.stats.PoolCounters.Count;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counters of a pool as they were read, one after the other.
///
/// @param pool its name
/// @param pid of its process
/// @param isAlive whether that process lives, as far as this one can see
/// @param phase what the pool still does
/// @param opened when it was opened
/// @param seen its last sign of life
/// @param counts all others
/// @param workers those that have not gone
/// @param gone the sum of the others; its number is how many they are
public record PoolReading(
        String pool,
        long pid,
        boolean isAlive,
        Phase phase,
        Instant opened,
        Instant seen,
        Map<Count, Long> counts,
        List<WorkerReading> workers,
        WorkerReading gone) {

    /// What a pool still does.
    public enum Phase {
        /// Takes tasks.
        RUNNING(0),
        /// Takes no more, and runs those that it has.
        DRAINING(1),
        /// Runs what cannot be stopped.
        STOPPING(2),
        /// Has given up.
        BROKEN(3),
        /// Has neither tasks nor workers.
        ENDED(4);

        /// In the counters.
        final int number;

        Phase(int number) {
            this.number = number;
        }

        private static Phase of(int number) {
            for (var phase : values()) {
                if (phase.number == number) {
                    return phase;
                }
            }
            throw new IllegalArgumentException("no phase of a pool: phase=" + number);
        }
    }

    /// One worker.
    ///
    /// @param number it is the n-th of its pool
    /// @param pid its process; -1 until that is known
    /// @param made when
    /// @param load units that were there
    /// @param units that it had answered
    /// @param items tasks and items of maps in those
    /// @param times where its time went
    public record WorkerReading(
            long number, long pid, Instant made, long load, long units, long items, Times times) {

        static WorkerReading of(long number, WorkerCounters from) {
            return new WorkerReading(
                    number,
                    from.value(WorkerCounters.Count.PID),
                    Instant.ofEpochMilli(from.value(WorkerCounters.Count.MADE)),
                    from.value(WorkerCounters.Count.LOAD),
                    from.value(WorkerCounters.Count.UNITS),
                    from.value(WorkerCounters.Count.ITEMS),
                    new Times(
                            nanos(from, WorkerCounters.Count.START),
                            nanos(from, WorkerCounters.Count.INIT),
                            nanos(from, WorkerCounters.Count.WAIT),
                            nanos(from, WorkerCounters.Count.WORK),
                            nanos(from, WorkerCounters.Count.TRANSFER)));
        }

        private static Duration nanos(WorkerCounters from, WorkerCounters.Count count) {
            return Duration.ofNanos(from.value(count));
        }
    }

    /// Where a worker's time went.
    ///
    /// @param start until its initializer
    /// @param init in the initializer
    /// @param waiting without anything to do
    /// @param work in tasks
    /// @param transfer decoding tasks, encoding and sending results
    public record Times(
            Duration start, Duration init, Duration waiting, Duration work, Duration transfer) {}

    /// Reads the counters of a pool of this process.
    ///
    /// @param counters its
    /// @return what they say
    public static PoolReading of(PoolCounters counters) {
        var counts = new EnumMap<Count, Long>(Count.class);
        for (var count : Count.values()) {
            counts.put(count, counters.value(count));
        }
        var workers = new ArrayList<WorkerReading>();
        for (int index = 1; index < counters.workerCount(); index++) {
            var worker = counters.workerAt(index).read();
            if (worker != null) {
                workers.add(worker);
            }
        }
        var gone = counters.gone().read();
        var owner = counters.owner();
        return new PoolReading(
                counters.name(),
                owner.pid(),
                owner.equals(Os.current().identify(owner.pid())),
                Phase.of(counters.phase()),
                Instant.ofEpochMilli(counters.opened()),
                Instant.ofEpochMilli(counters.value(Count.SEEN)),
                Map.copyOf(counts),
                List.copyOf(workers),
                gone == null ? WorkerReading.of(0, counters.gone()) : gone);
    }

    /// Reads the counters of any pool, be it running, closed or dead.
    ///
    /// @param file that its user named
    /// @return what it says
    /// @throws UncheckedIOException if the file cannot be read
    /// @throws IllegalArgumentException if it does not hold counters of this version
    public static PoolReading read(Path file) {
        try (var arena = Arena.ofConfined()) {
            return of(PoolCounters.at(FileWork.throughInterrupts(() -> map(file, arena))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read counters: file=" + file + "; " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; file=" + file, e);
        }
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /// Reads one counter.
    ///
    /// @param count which
    /// @return its value
    public long count(Count count) {
        return counts.getOrDefault(count, 0L);
    }
}
