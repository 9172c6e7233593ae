package dev.progeny.channel;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.family.Stamp;
import dev.progeny.os.Os;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Processes that have declared a role in a queue, and how often each has.
///
/// | offset | size | name | writer   | mode    | meaning                                   |
/// |-------:|-----:|------|----------|---------|-------------------------------------------|
/// |      0 |    4 | used | put lock | release | rows ever used; 0: nobody has declared it |
/// |    128 | 4096 | rows | put lock | release | a row for each process                    |
///
/// A row has, in 16 bytes: the [Stamp] of the process (8; 0: free), and how often it has declared
/// the role and not taken that back (4).
///
/// Each change is one store, or prepared before it, so nothing is left half done by a process that
/// dies; its row counts for nothing from then on, and others take it.
final class RoleTable {
    static final int MOST = 256;

    static final StructLayout ROW =
            structLayout(JAVA_LONG.withName("stamp"), JAVA_INT.withName("count"), paddingLayout(4))
                    .withName("role");

    static final StructLayout LAYOUT =
            structLayout(
                            JAVA_INT.withName("used"),
                            paddingLayout(124),
                            sequenceLayout(MOST, ROW).withName("rows"))
                    .withName("roles");

    private static final VarHandle USED = LAYOUT.varHandle(PathElement.groupElement("used"));
    private static final VarHandle STAMP = ROW.varHandle(PathElement.groupElement("stamp"));
    private static final VarHandle COUNT = ROW.varHandle(PathElement.groupElement("count"));
    private static final long ROWS_AT = LAYOUT.byteOffset(PathElement.groupElement("rows"));

    private final MemorySegment table;
    private final Os os;
    private final long self;

    RoleTable(MemorySegment table, Os os) {
        this.table = table.asSlice(0, LAYOUT.byteSize());
        this.os = os;
        self = Stamp.of(os.self());
    }

    /// Whether anybody has ever declared the role. Cheap.
    boolean isUsed() {
        return used() > 0;
    }

    private int used() {
        return (int) USED.getAcquire(table, 0L);
    }

    /// Notes that a process has the role, once more; under the lock.
    ///
    /// @return false if there is no room for another process
    boolean enter(long stamp) {
        int used = used();
        int free = -1;
        for (int i = 0; i < used; i++) {
            long row = row(i);
            long found = (long) STAMP.getAcquire(table, row);
            if (found == stamp) {
                COUNT.setRelease(table, row, (int) COUNT.getAcquire(table, row) + 1);
                return true;
            }
            if (free < 0 && !isLiving(row)) {
                free = i;
            }
        }
        if (free < 0 && used == MOST) {
            return false;
        }
        fill(row(free < 0 ? used : free), stamp);
        if (free < 0) {
            USED.setRelease(table, 0L, used + 1); // from now on the row is looked at
        }
        return true;
    }

    private void fill(long row, long stamp) {
        STAMP.setRelease(table, row, 0L);
        COUNT.setRelease(table, row, 1);
        STAMP.setRelease(table, row, stamp); // pairs with isLiving
    }

    /// Takes one declaration of this process back; under the lock.
    void leave() {
        for (int i = 0; i < used(); i++) {
            long row = row(i);
            if ((long) STAMP.getAcquire(table, row) == self) {
                COUNT.setRelease(table, row, (int) COUNT.getAcquire(table, row) - 1);
                return;
            }
        }
    }

    /// Living processes that have the role. Costs microseconds for each.
    int living() {
        int living = 0;
        for (int i = 0; i < used(); i++) {
            living += isLiving(row(i)) ? 1 : 0;
        }
        return living;
    }

    /// Whether the role was declared, and nobody who has it is left. Costs microseconds.
    boolean isOver() {
        int used = used();
        for (int i = 0; i < used; i++) {
            if (isLiving(row(i))) {
                return false;
            }
        }
        return used > 0;
    }

    private boolean isLiving(long row) {
        long stamp = (long) STAMP.getAcquire(table, row);
        return stamp != 0
                && (int) COUNT.getAcquire(table, row) > 0
                && (stamp == self || Stamp.isAlive(stamp, os));
    }

    private static long row(int index) {
        return ROWS_AT + index * ROW.byteSize();
    }
}
