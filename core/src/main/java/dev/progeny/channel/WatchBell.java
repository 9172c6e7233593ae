package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;

import org.jspecify.annotations.Nullable;

/// The bell on which this process waits for many sources at a time. It lies in the family's memory,
/// so that those who write to an end that is watched can ring it from their process. Made at the
/// first use, and kept.
final class WatchBell {
    private static @Nullable WatchBell own;

    private final Block block;
    private final Doorbell bell;

    private final Block.Handle handle;

    private WatchBell(Block block, Block.Handle handle) {
        this.block = block;
        this.handle = handle;
        bell = Doorbell.at(block.segment(), Os.current());
    }

    static synchronized WatchBell own() {
        if (own == null) {
            var block = Block.create(Doorbell.LAYOUT.byteSize());
            own = new WatchBell(block, block.handle());
        }
        return own;
    }

    /// The bell of another process.
    ///
    /// @return null if that process has gone
    static @Nullable WatchBell attach(Block.Handle handle) {
        try {
            return new WatchBell(Block.attach(handle), handle);
        } catch (IllegalStateException e) {
            return null; // nobody waits there any more
        }
    }

    Block.Handle handle() {
        return handle;
    }

    Doorbell bell() {
        return bell;
    }

    void close() {
        block.close();
    }
}
