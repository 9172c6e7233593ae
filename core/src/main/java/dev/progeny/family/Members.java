package dev.progeny.family;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// Processes of the family that use its memory, in a table of [#MOST] rows.
///
/// | offset | size | name       | meaning                                             |
/// |-------:|-----:|------------|-----------------------------------------------------|
/// |      0 |    8 | stamp      | [Stamp] of the process; 0 while nobody has the row  |
/// |      8 |    4 | generation | how many processes have had the row, in 16 bits     |
///
/// A *member* is a process as others name it in their words: the row in 10 bits, and above them
/// the generation in 16, which is never 0. So a member fits beside other things into a word, is
/// never 0 itself, and means the same process for ever, dead or alive; after 65,535 processes in
/// one row it could mean another.
///
/// Rows change under the family's lock and are read by anyone. Safe for use by several threads.
public final class Members {
    /// Bits of a member.
    public static final int BITS = 26;

    static final int MOST = 1024;
    static final StructLayout ROW =
            structLayout(
                            JAVA_LONG.withName("stamp"),
                            JAVA_INT.withName("generation"),
                            paddingLayout(4))
                    .withName("member");

    private static final int SLOT_BITS = 10;
    private static final int GENERATIONS = 0xFFFF;
    private static final VarHandle STAMP = ROW.varHandle(PathElement.groupElement("stamp"));
    private static final VarHandle GENERATION =
            ROW.varHandle(PathElement.groupElement("generation"));

    private final MemorySegment rows;
    private final MemorySegment bells;
    private final @Nullable Doorbell[] known = new Doorbell[MOST];
    private final Os os;
    private final long stamp;
    private volatile int self;

    Members(MemorySegment near, Os os) {
        rows = near.asSlice(FamilyLayout.MEMBERS_AT, MOST * ROW.byteSize());
        bells = near.asSlice(FamilyLayout.BELLS_AT, MOST * Doorbell.LAYOUT.byteSize());
        this.os = os;
        stamp = Stamp.of(os.self());
    }

    static int slot(int member) {
        return member & (MOST - 1);
    }

    /// This process.
    ///
    /// @return the member
    public int self() {
        return self;
    }

    /// Whether a process lives. Costs microseconds: for when a wait has lasted.
    ///
    /// @param member whom a word named
    /// @return false if it has died, or the number never meant anybody
    public boolean isAlive(int member) {
        if (member == self) {
            return true;
        }
        long found = stampOf(member);
        return found != 0 && Stamp.isAlive(found, os);
    }

    /// Pid of a process, for messages.
    ///
    /// @param member whom a word named
    /// @return its pid, dead or alive; -1 if its place in the table has another by now
    public long pidOf(int member) {
        long found = stampOf(member);
        return found == 0 ? -1 : Stamp.pid(found);
    }

    /// The bell on which threads of this process wait for many things at a time; see [Watchers].
    ///
    /// @return always the same; never closed
    public Doorbell bell() {
        return bell(slot(self));
    }

    private Doorbell bell(int slot) {
        var bell = known[slot];
        if (bell == null) {
            long size = Doorbell.LAYOUT.byteSize();
            bell = Doorbell.at(bells.asSlice(slot * size, size), os);
            known[slot] = bell; // by several threads at the worst: equal ones
        }
        return bell;
    }

    /// Rings the bells of rows.
    ///
    /// @param set bit `n` for all rows whose number ends by the bits of `n`
    void ring(long set) {
        for (long left = set; left != 0; left &= left - 1) {
            for (int slot = Long.numberOfTrailingZeros(left); slot < MOST; slot += Long.SIZE) {
                if ((long) STAMP.getOpaque(rows, row(slot)) != 0) {
                    bell(slot).ring();
                }
            }
        }
    }

    /// Who has the row of a member.
    ///
    /// @return 0 where it belongs to another
    private long stampOf(int member) {
        long row = row(slot(member));
        long found = (long) STAMP.getAcquire(rows, row);
        int generation = (int) GENERATION.getAcquire(rows, row);
        boolean isSame =
                generation == member >>> SLOT_BITS && (long) STAMP.getAcquire(rows, row) == found;
        return isSame ? found : 0;
    }

    private static long row(int slot) {
        return slot * ROW.byteSize();
    }

    /// Takes a free row for this process; under the lock.
    ///
    /// @return false if there is none
    boolean join() {
        for (int slot = 0; slot < MOST; slot++) {
            long row = row(slot);
            if ((long) STAMP.getAcquire(rows, row) == 0) {
                int last = (int) GENERATION.getAcquire(rows, row);
                int generation = last == GENERATIONS ? 1 : last + 1;
                GENERATION.setRelease(rows, row, generation);
                STAMP.setRelease(rows, row, stamp);
                self = (generation << SLOT_BITS) | slot;
                return true;
            }
        }
        return false;
    }

    /// Rows of the dead.
    List<Integer> deadSlots() {
        var dead = new ArrayList<Integer>();
        for (int slot = 0; slot < MOST; slot++) {
            long found = (long) STAMP.getAcquire(rows, row(slot));
            if (found != 0 && found != stamp && !Stamp.isAlive(found, os)) {
                dead.add(slot);
            }
        }
        return dead;
    }

    /// Whether a process has a row; a quick look.
    boolean contains(long pid) {
        for (int slot = 0; slot < MOST; slot++) {
            if (Stamp.pid((long) STAMP.getAcquire(rows, row(slot))) == pid) {
                return true;
            }
        }
        return false;
    }

    /// Gives a row of a dead process back, after nothing names its slot any more; under the lock.
    void vacate(int slot) {
        STAMP.setRelease(rows, row(slot), 0L);
    }
}
