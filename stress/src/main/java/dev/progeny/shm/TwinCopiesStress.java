package dev.progeny.shm;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A record of three words that two writers raise by one, twice each, while a third thread reads
/// it: what is read is whole and never older than what was read before, and no update is lost.
@JCStressTest
@Outcome(id = "1, 1, 4", expect = Expect.ACCEPTABLE, desc = "whole records, in order, none lost")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a record, an older one, or a lost update")
@State
public class TwinCopiesStress {
    private static final int WORDS = 3;
    private static final long BYTE_SIZE = WORDS * (long) Long.BYTES;

    private final TwinCopies entries = create();

    /// Makes the state; jcstress does.
    public TwinCopiesStress() {}

    private static TwinCopies create() {
        var memory = Arena.ofAuto().allocate(TwinCopies.byteSize(1, BYTE_SIZE), 128);
        return new TwinCopies(memory, BYTE_SIZE, new Alone());
    }

    /// Everybody is this process, and alive.
    private static final class Alone implements TwinCopies.Peers {
        @Override
        public int self() {
            return 1;
        }

        @Override
        public boolean isAlive(int member) {
            return true;
        }
    }

    /// Writes.
    @Actor
    public void first() {
        raise();
        raise();
    }

    /// Writes.
    @Actor
    public void second() {
        raise();
        raise();
    }

    /// Reads, twice.
    ///
    /// @param result whether each was whole, and the second no older
    @Actor
    public void read(III_Result result) {
        var into = MemorySegment.ofArray(new long[WORDS]);
        long before = entries.read(0, into);
        result.r1 = isWhole(into, before) ? 1 : 0;
        long after = entries.read(0, into);
        result.r2 = isWhole(into, after) && after >= before ? 1 : 0;
    }

    /// Looks what has become of it.
    ///
    /// @param result the last value
    @Arbiter
    public void look(III_Result result) {
        var into = MemorySegment.ofArray(new long[WORDS]);
        long version = entries.read(0, into);
        result.r3 = isWhole(into, version) ? (int) version : -1;
    }

    private void raise() {
        var into = MemorySegment.ofArray(new long[WORDS]);
        long version;
        do {
            version = entries.read(0, into);
            for (int i = 0; i < WORDS; i++) {
                into.setAtIndex(ValueLayout.JAVA_LONG, i, version + 1);
            }
        } while (!entries.write(0, into, version));
    }

    /// Each word holds the number of writes.
    private static boolean isWhole(MemorySegment record, long version) {
        for (int i = 0; i < WORDS; i++) {
            if (record.getAtIndex(ValueLayout.JAVA_LONG, i) != version) {
                return false;
            }
        }
        return true;
    }
}
