package dev.progeny.sync;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// Memory of a semaphore. Native byte order.
///
/// | offset | size | name      | writer           | mode    | meaning                             |
/// |-------:|-----:|-----------|------------------|---------|-------------------------------------|
/// |      0 |  384 | lock      | all              | CAS     | [LockLayout] of a [Mutex]           |
/// |    384 |    8 | initial   | creator          | release | permits at the start                |
/// |    392 |    8 | bound     | creator          | release | most permits that may be there      |
/// |    400 |    8 | total     | who has the lock | release | permits there and on loan           |
/// |    408 |    8 | available | who has the lock | release | permits there: total less loans     |
/// |    416 |    8 | waited    | who has the lock | release | 1: a waiter wants a ring |
/// |    424 |    8 | used      | who has the lock | release | loans that have ever been used      |
/// |    512 |  128 | bell      | all              | CAS     | where waiters sleep: [Doorbell]     |
/// |    640 | 8192 | loans     | who has the lock | release | one for each slot of the members    |
///
/// A loan is a member in the high half and how many permits it has in the low half. `total` and
/// `loans` are the truth; `available` is worked out again after a death.
final class SemaphoreLayout {
    private static final int SLOTS = 1024;

    static final StructLayout LAYOUT =
            structLayout(
                            LockLayout.LAYOUT.withName("lock"),
                            JAVA_LONG.withName("initial"),
                            JAVA_LONG.withName("bound"),
                            JAVA_LONG.withName("total"),
                            JAVA_LONG.withName("available"),
                            JAVA_LONG.withName("waited"),
                            JAVA_LONG.withName("used"),
                            paddingLayout(80),
                            Doorbell.LAYOUT.withName("bell"),
                            sequenceLayout(SLOTS, JAVA_LONG).withName("loans"))
                    .withName("semaphore");

    static final long INITIAL = offset("initial");
    static final long BOUND = offset("bound");
    static final long TOTAL = offset("total");
    static final long AVAILABLE = offset("available");
    static final long WAITED = offset("waited");
    static final long USED = offset("used");
    static final long BELL = offset("bell");

    private static final long LOANS = offset("loans");

    private SemaphoreLayout() {}

    static int slot(int member) {
        return member & (SLOTS - 1);
    }

    static long loan(int slot) {
        return LOANS + (long) slot * Long.BYTES;
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
