package dev.progeny.sync;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory of one process for algorithms that know processes: everybody in it is alive.
final class Plain {
    static final Kin ALONE =
            new Kin() {
                @Override
                public int self() {
                    return 1;
                }

                @Override
                public boolean isAlive(int member) {
                    return true;
                }

                @Override
                public long pidOf(int member) {
                    return ProcessHandle.current().pid();
                }
            };

    private Plain() {}

    /// A wait that heeds no interrupts.
    interface Waiting<T> {
        T await() throws InterruptedException;
    }

    static <T> T toEnd(Waiting<T> wait) {
        try {
            return wait.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a wait that does not heed interrupts", e);
        }
    }

    /// Freed with the last reference to it, since jcstress makes millions.
    static MemorySegment memory(long byteSize) {
        return Arena.ofAuto().allocate(byteSize, 128);
    }

    static Bell bell(MemorySegment memory, long offset) {
        return Bell.of(Doorbell.at(memory.asSlice(offset), Os.current()), Spin.none());
    }
}
