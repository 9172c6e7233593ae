package dev.progeny.sync;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// Memory of a condition. Native byte order; all zero is a condition on which nobody waits.
///
/// | offset | size | name    | writer          | mode    | meaning                              |
/// |-------:|-----:|---------|-----------------|---------|--------------------------------------|
/// |      0 |    8 | tickets | who has the lock| release | waiters so far                       |
/// |      8 |    8 | used    | who has the lock| release | entries that have ever been used     |
/// |    128 |  128 | bell    | all             | CAS     | where waiters sleep: [Doorbell]      |
/// |    256 | 8192 | entries | who has the lock| release | [#MOST] entries of two words         |
///
/// The first word of an entry is a waiter, as [LockWord#owner] names it, with what has become of
/// it; 0 if the entry is free. The second one is its ticket: the lowest has waited longest.
final class ConditionLayout {
    /// Waiters at a time.
    static final int MOST = 512;

    static final long ENTRY_SIZE = 16;
    static final long TICKET_IN_ENTRY = 8;

    static final StructLayout LAYOUT =
            structLayout(
                            JAVA_LONG.withName("tickets"),
                            JAVA_LONG.withName("used"),
                            paddingLayout(112),
                            Doorbell.LAYOUT.withName("bell"),
                            sequenceLayout(2L * MOST, JAVA_LONG).withName("entries"))
                    .withName("condition");

    static final long TICKETS = offset("tickets");
    static final long USED = offset("used");
    static final long BELL = offset("bell");
    static final long ENTRIES = offset("entries");

    private ConditionLayout() {}

    static long entry(int index) {
        return ENTRIES + index * ENTRY_SIZE;
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
