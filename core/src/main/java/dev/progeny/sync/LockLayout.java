package dev.progeny.sync;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// Memory of a lock. Native byte order; all zero is a free lock.
///
/// | offset | size | name   | writer       | mode | meaning                                     |
/// |-------:|-----:|--------|--------------|------|---------------------------------------------|
/// |      0 |    8 | word   | all          | CAS  | the state: [LockWord]                       |
/// |    128 |    8 | next   | waiters      | CAS  | owner of the next release, or 0             |
/// |    136 |    8 | claims | who finds    | CAS  | how often a death was found, or nearly      |
/// |    256 |  128 | bell   | all          | CAS  | where waiters sleep: [Doorbell]             |
///
/// `word` alone says who has the lock. The others may lose a store to a death: then a waiter is
/// passed over, or waits for a slice longer. The word has its cache lines to itself, since whoever
/// has the lock writes it while others come to wait.
final class LockLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("word"),
                            paddingLayout(120),
                            JAVA_LONG.withName("next"),
                            JAVA_LONG.withName("claims"),
                            paddingLayout(112),
                            Doorbell.LAYOUT.withName("bell"))
                    .withName("lock");

    static final long WORD = offset("word");
    static final long NEXT = offset("next");
    static final long CLAIMS = offset("claims");
    static final long BELL = offset("bell");

    private LockLayout() {}

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }
}
