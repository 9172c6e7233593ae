package dev.progeny.channel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Words of one end of a pair, part of [PairLayout].
///
/// | offset | size | name        | writer        | mode    | meaning                           |
/// |-------:|-----:|-------------|---------------|---------|-----------------------------------|
/// |      0 |    8 | holder      | see [EndWord] | CAS     | who holds the end                 |
/// |      8 |    8 | watchSerial | its holder    | opaque  | of the block below                |
/// |     16 |    8 | watchBlock  | its holder    | release | has a [WatchBell] to ring; 0      |
final class EndLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("holder"),
                            JAVA_LONG.withName("watchSerial"),
                            JAVA_LONG.withName("watchBlock"))
                    .withName("end");

    static final VarHandle HOLDER = handle("holder");
    static final VarHandle WATCH_SERIAL = handle("watchSerial");
    static final VarHandle WATCH_BLOCK = handle("watchBlock");

    private EndLayout() {}

    private static VarHandle handle(String name) {
        return LAYOUT.varHandle(PathElement.groupElement(name));
    }
}
