package dev.progeny.stats;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.progeny.os.ProcessIdentity;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a pool has done. Little-endian, version 1.
///
/// | offset | size | name        | mode   | meaning                                               |
/// |-------:|-----:|-------------|--------|-------------------------------------------------------|
/// |      0 |    8 | magic       | plain  | the letters `PGNYPOOL`                                |
/// |      8 |    4 | version     | plain  | 1                                                     |
/// |     12 |    4 | workersAt   | plain  | offset of the first [WorkerCounters]                  |
/// |     16 |    4 | workerSize  | plain  | bytes from one of them to the next                    |
/// |     20 |    4 | workerCount | plain  | how many there are                                    |
/// |     24 |    8 | pid         | plain  | of the pool's process                                 |
/// |     32 |    8 | startTime   | plain  | of that; on Linux field 22 of `/proc/pid/stat`        |
/// |     40 |    8 | opened      | plain  | when the pool was opened, in milliseconds since 1970  |
/// |     48 |    8 | seen        | opaque | its last sign of life, likewise; one each second      |
/// |     56 |    4 | phase       | opaque | 0 takes tasks, 1 drains, 2 stops, 3 broken, 4 ended   |
/// |     64 |    8 | submitted   | opaque | units of work: tasks, or chunks of a map              |
/// |     72 |    8 | completed   | opaque | units that returned                                   |
/// |     80 |    8 | failed      | opaque | units that threw, were late, or whose worker died     |
/// |     88 |    8 | withdrawn   | opaque | units that were taken back before they had started    |
/// |     96 |    8 | retried     | opaque | attempts that failed and were followed by another one |
/// |    104 |    8 | items       | opaque | tasks and items of maps in the units that have ended  |
/// |    112 |    8 | queued      | opaque | units that wait for a worker now                      |
/// |    120 |    8 | queuedBytes | opaque | bytes of those, encoded                               |
/// |    128 |    8 | restarts    | opaque | workers that died and were replaced                   |
/// |    192 |   64 | name        | plain  | of the pool, in UTF-8; ends at the first zero         |
///
/// What is plain is stored before anybody else can see the memory.
public final class PoolCounters {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int NAME_SIZE = 64;

    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    LONG.withName("magic"),
                    INT.withName("version"),
                    INT.withName("workersAt"),
                    INT.withName("workerSize"),
                    INT.withName("workerCount"),
                    LONG.withName("pid"),
                    LONG.withName("startTime"),
                    LONG.withName("opened"),
                    LONG.withName("seen"),
                    INT.withName("phase"),
                    paddingLayout(4),
                    LONG.withName("submitted"),
                    LONG.withName("completed"),
                    LONG.withName("failed"),
                    LONG.withName("withdrawn"),
                    LONG.withName("retried"),
                    LONG.withName("items"),
                    LONG.withName("queued"),
                    LONG.withName("queuedBytes"),
                    LONG.withName("restarts"),
                    paddingLayout(56),
                    MemoryLayout.sequenceLayout(NAME_SIZE, JAVA_BYTE).withName("name"));

    static final int VERSION = 1;

    /// `PGNYPOOL`, the first letter first.
    static final long MAGIC = 0x4C4F_4F50_594E_4750L;

    private static final VarHandle COUNT = LONG.varHandle();
    private static final VarHandle PHASE = LAYOUT.varHandle(PathElement.groupElement("phase"));

    private final MemorySegment memory;

    private PoolCounters(MemorySegment memory) {
        this.memory = memory;
    }

    /// What is counted for the pool as a whole.
    public enum Count {
        /// When the pool last gave a sign of life, in milliseconds since 1970.
        SEEN("seen"),
        /// Units of work that were submitted.
        SUBMITTED("submitted"),
        /// Units that returned.
        COMPLETED("completed"),
        /// Units that failed.
        FAILED("failed"),
        /// Units that were taken back before they had started.
        WITHDRAWN("withdrawn"),
        /// Attempts that were followed by another one.
        RETRIED("retried"),
        /// Tasks and items in the units that have ended.
        ITEMS("items"),
        /// Units that wait.
        QUEUED("queued"),
        /// Bytes of those.
        QUEUED_BYTES("queuedBytes"),
        /// Workers that were replaced because they died.
        RESTARTS("restarts");

        private final long offset;

        Count(String field) {
            offset = offset(field);
        }
    }

    private static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }

    /// Size of the memory for a pool.
    ///
    /// @param workers that it may have at a time
    /// @return bytes
    public static long byteSizeFor(int workers) {
        return LAYOUT.byteSize() + (workers + 1) * WorkerCounters.LAYOUT.byteSize();
    }

    /// Fills memory that nobody else sees yet: all counters are 0.
    ///
    /// @param memory as large as [#byteSizeFor] says, all zero
    /// @param pool its name
    /// @param owner its process
    /// @param nowMillis since 1970
    public static void format(
            MemorySegment memory, String pool, ProcessIdentity owner, long nowMillis) {
        long places = memory.byteSize() - LAYOUT.byteSize();
        memory.set(LONG, offset("magic"), MAGIC);
        memory.set(INT, offset("version"), VERSION);
        memory.set(INT, offset("workersAt"), (int) LAYOUT.byteSize());
        memory.set(INT, offset("workerSize"), (int) WorkerCounters.LAYOUT.byteSize());
        memory.set(INT, offset("workerCount"), (int) (places / WorkerCounters.LAYOUT.byteSize()));
        memory.set(LONG, offset("pid"), owner.pid());
        memory.set(LONG, offset("startTime"), owner.startTime());
        memory.set(LONG, offset("opened"), nowMillis);
        memory.set(LONG, offset("seen"), nowMillis);
        byte[] name = Arrays.copyOf(pool.getBytes(StandardCharsets.UTF_8), NAME_SIZE - 1);
        MemorySegment.copy(name, 0, memory, JAVA_BYTE, offset("name"), name.length);
    }

    /// Attaches memory that was formatted.
    ///
    /// @param memory all of it
    /// @return its counters
    /// @throws IllegalArgumentException if these are no counters, or of another version
    public static PoolCounters at(MemorySegment memory) {
        boolean isWhole = memory.byteSize() >= LAYOUT.byteSize();
        if (!isWhole || memory.get(LONG, offset("magic")) != MAGIC) {
            throw new IllegalArgumentException("these are no counters of a pool");
        }
        var counters = new PoolCounters(memory);
        int version = counters.word("version");
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "counters of another version: version="
                            + version
                            + ", expected="
                            + VERSION
                            + "; read them with the Progeny that wrote them");
        }
        long end = counters.workersAt() + (long) counters.workerCount() * counters.workerSize();
        if (counters.workersAt() < LAYOUT.byteSize()
                || counters.workerSize() < WorkerCounters.LAYOUT.byteSize()
                || counters.workerCount() < 1
                || end > memory.byteSize()) {
            throw new IllegalArgumentException(
                    "counters that are cut off: bytes=" + memory.byteSize() + ", expected=" + end);
        }
        return counters;
    }

    private int word(String field) {
        return memory.get(INT, offset(field));
    }

    private int workersAt() {
        return word("workersAt");
    }

    private int workerSize() {
        return word("workerSize");
    }

    /// Places for workers, with the first one, which sums up those that have gone.
    int workerCount() {
        return word("workerCount");
    }

    ProcessIdentity owner() {
        return new ProcessIdentity(
                memory.get(LONG, offset("pid")), memory.get(LONG, offset("startTime")));
    }

    long opened() {
        return memory.get(LONG, offset("opened"));
    }

    String name() {
        byte[] bytes = memory.asSlice(offset("name"), NAME_SIZE).toArray(JAVA_BYTE);
        int length = 0;
        while (length < NAME_SIZE && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /// Reads a counter.
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

    int phase() {
        return (int) PHASE.getOpaque(memory, 0L);
    }

    /// Says what the pool still does.
    ///
    /// @param phase of the pool
    public void phase(PoolReading.Phase phase) {
        PHASE.setOpaque(memory, 0L, phase.number);
    }

    /// Counters of one place for a worker.
    ///
    /// @param place from 0 on
    /// @return its counters
    public WorkerCounters worker(int place) {
        return workerAt(place + 1);
    }

    /// Sum of the counters of workers that have gone.
    ///
    /// @return its counters
    public WorkerCounters gone() {
        return workerAt(0);
    }

    /// @param index 0 for [#gone]
    WorkerCounters workerAt(int index) {
        long at = workersAt() + (long) index * workerSize();
        return new WorkerCounters(memory.asSlice(at, WorkerCounters.LAYOUT.byteSize()));
    }
}
