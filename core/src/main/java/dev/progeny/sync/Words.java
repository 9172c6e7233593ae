package dev.progeny.sync;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// 64-bit words of shared memory. Each access to a word that processes share is one call here, with
/// its mode spelled: the steps between which a process may die, or another one may come in.
///
/// Not final, so that a test can stop or end a process before any of its steps.
class Words {
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private final MemorySegment memory;

    Words(MemorySegment memory) {
        this.memory = memory;
    }

    long getAcquire(long offset) {
        return (long) WORD.getAcquire(memory, offset);
    }

    void setRelease(long offset, long value) {
        WORD.setRelease(memory, offset, value);
    }

    boolean compareAndSet(long offset, long expected, long value) {
        return WORD.compareAndSet(memory, offset, expected, value);
    }
}
