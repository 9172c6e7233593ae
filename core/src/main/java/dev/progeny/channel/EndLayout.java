package dev.progeny.channel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.family.Watchers;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Words of one end of a pair, part of [PairLayout].
///
/// | offset | size | name     | writer         | mode | meaning                        |
/// |-------:|-----:|----------|----------------|------|--------------------------------|
/// |      0 |    8 | holder   | see [EndWord]  | CAS  | who holds the end              |
/// |      8 |    8 | watchers | see [Watchers] | CAS  | who waits for it beside others |
final class EndLayout {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_LONG.withName("holder"), Watchers.LAYOUT.withName("watchers"))
                    .withName("end");

    static final VarHandle HOLDER = handle("holder");
    static final long WATCHERS_AT = LAYOUT.byteOffset(PathElement.groupElement("watchers"));

    private EndLayout() {}

    private static VarHandle handle(String name) {
        return LAYOUT.varHandle(PathElement.groupElement(name));
    }
}
