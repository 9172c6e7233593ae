package dev.progeny.sync;

import dev.progeny.family.Block;
import dev.progeny.park.Doorbell;

import java.util.concurrent.atomic.AtomicInteger;

/// Use of a block by one object, which may be closed while threads are inside it: they are woken,
/// and the last one out ends the use. So none of them is left with half of its steps done.
///
/// Safe for use by several threads. Nothing here blocks.
final class Use {
    /// In `state`, above the count of the threads inside.
    private static final int CLOSED = 1 << 31;

    private final Block block;
    private final Doorbell bell;
    private final AtomicInteger state = new AtomicInteger();

    /// @param bell on which threads inside sleep
    Use(Block block, Doorbell bell) {
        this.block = block;
        this.bell = bell;
    }

    boolean isClosed() {
        return state.get() < 0;
    }

    void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException(Block.CLOSED);
        }
    }

    /// A thread comes in, and will [#leave].
    void enter() {
        if (state.getAndIncrement() < 0) {
            leave();
            requireOpen();
        }
    }

    void leave() {
        if (state.decrementAndGet() == CLOSED) {
            block.close();
        }
    }

    /// Lets nobody in any more and wakes who is inside. The second time does nothing.
    void close() {
        int before = state.getAndUpdate(now -> now | CLOSED);
        if (before == 0) {
            block.close();
        } else if (before > 0) {
            state.getAndIncrement(); // this thread, which rings
            bell.close();
            leave();
        }
    }
}
