package dev.progeny.stats;

import static java.lang.foreign.MemoryLayout.paddingLayout;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/// What one worker of a pool has done, part of the layout of [PoolCounters]; little-endian.
///
/// | offset | size | name     | mode    | meaning                                                 |
/// |-------:|-----:|----------|---------|---------------------------------------------------------|
/// |      0 |    8 | number   | release | it is the n-th worker of its pool; 0: nobody is here    |
/// |      8 |    8 | pid      | opaque  | its process; -1 until that is known                     |
/// |     16 |    8 | made     | opaque  | when it was made, in milliseconds since 1970            |
/// |     24 |    8 | load     | opaque  | units that are there now, the one that runs among them  |
/// |     32 |    8 | units    | opaque  | units that it has answered                              |
/// |     40 |    8 | items    | opaque  | tasks and items of maps in those                        |
/// |     48 |    8 | start    | opaque  | nanoseconds from its making until its initializer       |
/// |     56 |    8 | init     | opaque  | nanoseconds in the initializer                          |
/// |     64 |    8 | wait     | opaque  | nanoseconds in which it had nothing to do               |
/// |     72 |    8 | work     | opaque  | nanoseconds in tasks                                    |
/// |     80 |    8 | transfer | opaque  | nanoseconds for decoding, encoding and sending          |
///
/// The first one of a pool is none: it sums up the workers that have gone, and its `number` is how
/// many they are.
///
/// A place is used again. `number` is 0 while it changes hands: who reads it before and after, and
/// finds the same, has read one worker's counters.
public final class WorkerCounters {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    LONG.withName("number"),
                    LONG.withName("pid"),
                    LONG.withName("made"),
                    LONG.withName("load"),
                    LONG.withName("units"),
                    LONG.withName("items"),
                    LONG.withName("start"),
                    LONG.withName("init"),
                    LONG.withName("wait"),
                    LONG.withName("work"),
                    LONG.withName("transfer"),
                    paddingLayout(40));

    /// A place that changes hands more often than this while it is read is left out.
    private static final int MOST_LOOKS = 100;

    private static final VarHandle COUNT = LONG.varHandle();
    private static final VarHandle NUMBER = LAYOUT.varHandle(PathElement.groupElement("number"));

    private final MemorySegment memory;

    WorkerCounters(MemorySegment memory) {
        this.memory = memory;
    }

    /// What is counted for each worker.
    public enum Count {
        /// Its process.
        PID,
        /// When it was made.
        MADE,
        /// Units that are there.
        LOAD,
        /// Units that it has answered.
        UNITS,
        /// Tasks and items in those.
        ITEMS,
        /// Nanoseconds until its initializer.
        START,
        /// Nanoseconds in the initializer.
        INIT,
        /// Nanoseconds without anything to do.
        WAIT,
        /// Nanoseconds in tasks.
        WORK,
        /// Nanoseconds for decoding, encoding and sending.
        TRANSFER;

        private static final Count[] SUMS = {UNITS, ITEMS, START, INIT, WAIT, WORK, TRANSFER};

        private final long offset =
                LAYOUT.byteOffset(PathElement.groupElement(name().toLowerCase(Locale.ROOT)));
    }

    /// Another worker has this place now.
    ///
    /// @param number it is the n-th of its pool
    /// @param nowMillis since 1970
    public void begin(long number, long nowMillis) {
        NUMBER.setOpaque(memory, 0L, 0L);
        VarHandle.storeStoreFence();
        for (var count : Count.values()) {
            set(count, 0);
        }
        set(Count.PID, -1);
        set(Count.MADE, nowMillis);
        NUMBER.setRelease(memory, 0L, number); // pairs with read
    }

    /// Nobody has this place any more.
    ///
    /// @param sum gets its counters
    public void end(WorkerCounters sum) {
        if ((long) NUMBER.getOpaque(memory, 0L) == 0) {
            return; // it has gone before
        }
        for (var count : Count.SUMS) {
            sum.add(count, value(count));
        }
        NUMBER.setRelease(sum.memory, 0L, (long) NUMBER.getOpaque(sum.memory, 0L) + 1);
        NUMBER.setRelease(memory, 0L, 0L); // pairs with read
    }

    /// Reads a counter; who is not the writer uses [#read].
    ///
    /// @param count which
    /// @return its value
    public long value(Count count) {
        return (long) COUNT.getOpaque(memory, count.offset);
    }

    /// Sets a counter; one thread at a time may write.
    ///
    /// @param count which
    /// @param value new one
    public void set(Count count, long value) {
        COUNT.setOpaque(memory, count.offset, value);
    }

    /// Adds to a counter; one thread at a time may write.
    ///
    /// @param count which
    /// @param more how much
    public void add(Count count, long more) {
        set(count, value(count) + more);
    }

    /// Reads all that belongs to one worker.
    ///
    /// @return null where nobody is here
    PoolReading.@Nullable WorkerReading read() {
        for (int look = 0; look < MOST_LOOKS; look++) {
            long number = (long) NUMBER.getAcquire(memory, 0L); // pairs with begin
            var found = PoolReading.WorkerReading.of(number, this);
            VarHandle.loadLoadFence();
            if (number == (long) NUMBER.getOpaque(memory, 0L)) {
                return number == 0 ? null : found;
            }
        }
        return null;
    }
}
