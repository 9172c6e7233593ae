package dev.progeny.pool;

import java.util.function.LongSupplier;

/// Measures where a worker's time goes: by a look at the clock whenever it begins something else.
final class Stopwatch {
    private final LongSupplier clock;
    private final WorkerMemory memory;
    private final ItemClock items = new ItemClock();
    private long last;
    private boolean isRunning;
    private long ran;
    private long waited;
    private long worked;
    private long moved;

    /// Begins to measure.
    ///
    /// @param clock in nanoseconds
    /// @param memory where the parent finds the sums
    Stopwatch(LongSupplier clock, WorkerMemory memory) {
        this.clock = clock;
        this.memory = memory;
        last = clock.getAsLong();
    }

    private long lap() {
        long now = clock.getAsLong();
        long lap = now - last;
        last = now;
        return lap;
    }

    /// There was nothing to do until now.
    void waited() {
        waited += lap();
    }

    /// A unit has come; it is not decoded yet.
    void take() {
        ran = 0;
        items.begin(last);
    }

    /// What was decoded begins to run.
    void begin() {
        moved += lap();
        isRunning = true;
        items.begin(last);
    }

    /// An item has ended.
    void ended(int item) {
        if (items.isDueAfter(item)) {
            items.look(item, clock.getAsLong());
        }
    }

    /// What ran has ended, if it had begun.
    void end() {
        if (isRunning) {
            isRunning = false;
            ran = lap();
            worked += ran;
        }
    }

    /// How long the unit ran.
    long ran() {
        return ran;
    }

    ItemClock items() {
        return items;
    }

    /// The answer is on its way.
    void answered() {
        moved += lap();
        memory.times(waited, worked, moved);
    }
}
