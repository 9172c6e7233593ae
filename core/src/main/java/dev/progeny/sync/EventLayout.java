package dev.progeny.sync;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.family.Watchers;
import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// Memory of an event. Native byte order; all zero is an event that is not set.
///
/// | offset | size | name     | writer | mode | meaning                                     |
/// |-------:|-----:|----------|--------|------|---------------------------------------------|
/// |      0 |    8 | word     | all    | CAS  | bit 0: set; 1: waited for; above: how often |
/// |      8 |    8 | watchers | all    | CAS  | who waits beside others: [Watchers]         |
/// |    128 |  128 | bell     | all    | CAS  | where waiters sleep: [Doorbell]             |
final class EventLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("word"),
                            Watchers.LAYOUT.withName("watchers"),
                            paddingLayout(112),
                            Doorbell.LAYOUT.withName("bell"))
                    .withName("event");

    static final long WORD = offset("word");
    static final long WATCHERS = offset("watchers");
    static final long BELL = offset("bell");

    private EventLayout() {}

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
