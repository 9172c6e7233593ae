package dev.progeny.sync;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// Memory of a barrier. Native byte order; a word for each of the `parties` follows it.
///
/// | offset | size | name    | writer           | mode    | meaning                               |
/// |-------:|-----:|---------|------------------|---------|---------------------------------------|
/// |      0 |  384 | lock    | all              | CAS     | [LockLayout] of a [Mutex]             |
/// |    384 |    8 | parties | creator          | release | how many make a round                 |
/// |    392 |    8 | state   | who has the lock | release | round, flags, arrivals: [Rounds]      |
/// |    400 |    8 | history | who has the lock | release | bit r mod 64: round r broke           |
/// |    512 |  128 | bell    | all              | CAS     | where parties sleep: [Doorbell]       |
///
/// The words of the parties are the members of those who have arrived in this round, in order.
final class BarrierLayout {
    static final StructLayout LAYOUT =
            structLayout(
                            LockLayout.LAYOUT.withName("lock"),
                            JAVA_LONG.withName("parties"),
                            JAVA_LONG.withName("state"),
                            JAVA_LONG.withName("history"),
                            paddingLayout(104),
                            Doorbell.LAYOUT.withName("bell"))
                    .withName("barrier");

    static final long PARTIES = offset("parties");
    static final long STATE = offset("state");
    static final long HISTORY = offset("history");
    static final long BELL = offset("bell");

    private BarrierLayout() {}

    static long byteSize(int parties) {
        return party(parties);
    }

    static long party(int index) {
        return LAYOUT.byteSize() + (long) index * Long.BYTES;
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
