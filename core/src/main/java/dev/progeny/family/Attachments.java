package dev.progeny.family;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which blocks this process uses, and through how many objects. What nobody closed and nobody can
/// reach any more is let go at the next call.
final class Attachments {
    private final Family family;
    /// Concurrent for [#closeUnused] alone, else guarded by the family's lock.
    private final Map<Long, Attachment> attached = new ConcurrentHashMap<>();

    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<MemorySegment.Scope> unreachable = new ReferenceQueue<>();

    Attachments(Family family) {
        this.family = family;
    }

    /// One object's use of a block. It refers to the scope of the object's memory, which whoever
    /// holds a slice of that memory holds too.
    final class Lease extends PhantomReference<MemorySegment.Scope> {
        private final Attachment attachment;
        private final WeakReference<Arena> arena;
        private boolean isOver;

        private Lease(Attachment attachment, Arena arena) {
            super(arena.scope(), unreachable);
            this.attachment = attachment;
            this.arena = new WeakReference<>(arena);
        }

        Attachment attachment() {
            return attachment;
        }

        /// Ends the use; the second time does nothing.
        ///
        /// @param isArrived whether nobody is to receive the block any more who has not yet
        void end(boolean isArrived) {
            family.holding(
                    () -> {
                        letGo();
                        if (isArrived && !isOver) {
                            family.blocks().arrive(attachment.offset);
                        }
                        over();
                        return null;
                    });
        }

        private void over() {
            if (isOver) {
                return;
            }
            isOver = true;
            leases.remove(this);
            if (attachment.leave()) {
                attached.remove(attachment.offset);
                attachment.end();
                family.blocks().leave(attachment.offset, family.members().self());
            }
        }
    }

    /// Makes a block, and this process its first user.
    ///
    /// @param arena whose scope the object's memory has
    Lease make(long byteSize, Arena arena) {
        return family.holding(
                () -> {
                    letGo();
                    long offset = family.make(byteSize);
                    return lease(offset, serialOf(offset), arena);
                });
    }

    private long serialOf(long offset) {
        return family.blocks().serial(offset);
    }

    /// Becomes a user of a block that somebody else made.
    ///
    /// @param isArrival whether it has arrived with that
    Lease attach(Block.Handle handle, boolean isArrival, Arena arena) {
        Lease lease = family.holding(() -> attachIfLive(handle, isArrival, arena));
        if (lease == null) {
            throw new IllegalStateException(
                    "a shared object was closed by all who used it before it arrived here: "
                            + handle
                            + "; keep it open until the receiver has it");
        }
        return lease;
    }

    private @Nullable Lease attachIfLive(Block.Handle handle, boolean isArrival, Arena arena) {
        letGo();
        if (!family.blocks().isLive(handle.offset(), handle.serial())) {
            return null;
        }
        family.blocks().use(handle.offset(), family.members().self(), isArrival);
        return lease(handle.offset(), handle.serial(), arena);
    }

    private Lease lease(long offset, long serial, Arena arena) {
        var attachment =
                attached.computeIfAbsent(offset, key -> new Attachment(family, key, serial));
        var lease = new Lease(attachment, arena);
        attachment.use();
        leases.add(lease);
        return lease;
    }

    /// In a fork, for what its parent used. Takes no lock, and changes nothing that is shared.
    void closeUnused() {
        for (var lease : leases) {
            var arena = lease.arena.get();
            if (arena != null) {
                close(arena);
            }
        }
        attached.values().forEach(attachment -> close(attachment.uses()));
    }

    private static void close(Arena arena) {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            // it is already, or a thread that has stopped was about to access it
        }
    }

    private void letGo() {
        for (var next = unreachable.poll(); next != null; next = unreachable.poll()) {
            ((Lease) next).over();
        }
    }
}
