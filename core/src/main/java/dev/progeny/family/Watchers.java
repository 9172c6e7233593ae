package dev.progeny.family;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Processes that wait for an object of the family's memory beside others: a word in that object.
///
/// | offset | size | name    | writer | mode | meaning                                         |
/// |-------:|-----:|---------|--------|------|-------------------------------------------------|
/// |      0 |    8 | waiting | all    | CAS  | bit `row mod 64` for each process that may wait |
///
/// A process sleeps on [its bell][Members#bell], whatever it waits for. Before each look at an
/// object it sets its bit there. Whoever changes the object takes all bits away and rings the bells
/// of those rows. So nothing is registered that would have to be taken back: a bit that a process
/// left, because it stopped to wait or died, costs the next change one needless ring.
///
/// **No wake-up is lost.** A waiter sets its bit, *then* looks, and a full fence stands between; a
/// ringer changes the object, *then* looks for bits, and a full fence stands between. At least one
/// sees the other. All zero is a word on which nobody waits.
public final class Watchers {
    /// Layout of the word.
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_LONG.withName("waiting")).withName("watchers");

    private static final VarHandle WAITING = LAYOUT.varHandle(PathElement.groupElement("waiting"));

    private final MemorySegment word;
    private final Members members;

    private Watchers(MemorySegment word, Members members) {
        this.word = word;
        this.members = members;
    }

    /// The word in some memory.
    ///
    /// @param memory at least the layout's size, aligned to 8 bytes
    /// @return the word, as this process uses it
    public static Watchers at(MemorySegment memory) {
        return new Watchers(memory.asSlice(0, LAYOUT.byteSize()), Family.current().members());
    }

    /// Has the bell of this process rung at the next change. A full fence has to follow before the
    /// look.
    public void watch() {
        long bit = 1L << Members.slot(members.self());
        if (((long) WAITING.getOpaque(word, 0L) & bit) == 0) {
            long _ = (long) WAITING.getAndBitwiseOr(word, 0L, bit);
        }
    }

    /// Wakes those who wait. A full fence has to stand between the change and this, as there is one
    /// in [dev.progeny.park.Doorbell#ring].
    public void ring() {
        if ((long) WAITING.getOpaque(word, 0L) != 0) {
            members.ring((long) WAITING.getAndSet(word, 0L, 0L));
        }
    }
}
