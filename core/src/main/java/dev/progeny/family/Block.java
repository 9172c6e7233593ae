package dev.progeny.family;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import java.util.function.Supplier;

/// A piece of the family's memory in the hands of one object. Safe for use by several threads.
///
/// Small ones cost a microsecond, no descriptor and no system call; a payload above 32 KiB is a
/// mapping of its own. One that nobody closed is let go some time after nothing refers to it, or to
/// a slice of its memory, any more.
public final class Block implements AutoCloseable {
    /// What is said of any shared object that is used after its close.
    public static final String CLOSED =
            "this shared object was closed in this process; receive it again, or create another";

    private final Arena arena = Arena.ofShared();
    private final Attachments.Lease lease;
    private static final ThreadLocal<@Nullable Block> CARRIER = new ThreadLocal<>();

    private final MemorySegment segment;
    private final boolean isOwner;

    @SuppressWarnings("restricted") // gives the same memory a scope that ends with this object
    private Block(Function<Arena, Attachments.Lease> entry, boolean isOwner) {
        this.isOwner = isOwner;
        lease = entry.apply(arena);
        var payload = lease.attachment().payload;
        segment = payload.reinterpret(arena, null);
    }

    /// Makes a block, all zero. Its payload begins at a multiple of 64 bytes.
    ///
    /// @param byteSize size of the payload, at least 1
    /// @return the block, in use by this process
    /// @throws dev.progeny.os.OsException if there is no room
    public static Block create(long byteSize) {
        if (byteSize <= 0) {
            throw new IllegalArgumentException(
                    "no shared memory of such a size: byteSize=" + byteSize + "; use at least 1");
        }
        var attachments = Family.current().attachments();
        return new Block(arena -> attachments.make(byteSize, arena), true);
    }

    /// Attaches a block that a member of the family made.
    ///
    /// @param handle what [#handle] gave there
    /// @return the block, in use by this process too
    /// @throws IllegalStateException if all who used it have closed it meanwhile
    public static Block attach(Handle handle) {
        var attachments = Family.current().attachments();
        return new Block(arena -> attachments.attach(handle, true, arena), false);
    }

    /// Looks at a block that is on its way, and stays so: it has not arrived by this.
    ///
    /// @param handle as for [#attach]
    /// @return the block, in use by this process too until it is closed
    /// @throws IllegalStateException as from [#attach]
    public static Block peek(Handle handle) {
        var attachments = Family.current().attachments();
        return new Block(arena -> attachments.attach(handle, false, arena), false);
    }

    /// The processes of the family.
    ///
    /// @return their table
    public static Members members() {
        return Family.current().members();
    }

    /// A secret that all processes of the family share, and that nobody else can read but the
    /// system's administrator.
    ///
    /// @return 32 random bytes, the same in all of them
    public static byte[] familyKey() {
        return Family.current().key();
    }

    /// The payload. Its access fails with [IllegalStateException] once this object is closed.
    ///
    /// @return all of it
    public MemorySegment segment() {
        return segment;
    }

    /// Whether this object made the block.
    ///
    /// @return false for one that was attached
    public boolean isOwner() {
        return isOwner;
    }

    /// Whether this object has been closed.
    ///
    /// @return true from then on
    public boolean isClosed() {
        return !arena.scope().isAlive();
    }

    /// What belongs to the block in this process: made once, and shared by all objects of this
    /// process that use the block now.
    ///
    /// @param made makes it of the payload, which stays valid until the last of those objects is
    ///     closed; the type is the same at each call
    /// @param <T> its type
    /// @return the first one made
    @SuppressWarnings("unchecked") // one floor above uses the block, always with the same type
    public <T> T companion(Function<MemorySegment, T> made) {
        requireOpen();
        return (T) lease.attachment().companion(made);
    }

    /// Says what is wrong where an access would only fail.
    ///
    /// @throws IllegalStateException if this object is closed
    public void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException(CLOSED);
        }
    }

    /// What another process attaches the block by. From now on the block stays, even if this
    /// process ends, until somebody has received it or its maker closes it.
    ///
    /// @return a small value that can travel
    /// @throws IllegalStateException if this object is closed
    public Handle handle() {
        requireOpen();
        var carrier = CARRIER.get();
        if (carrier != null && !carrier.isClosed()) {
            return handleWithin(carrier);
        }
        var attachment = lease.attachment();
        Family.current().send(attachment.offset);
        return new Handle(attachment.offset, attachment.serial);
    }

    /// Encodes something that will lie in a block: each [#handle] meanwhile is one
    /// [within][#handleWithin] it.
    ///
    /// @param carrier where it will lie, in use by this process
    /// @param encoding does it, by this thread
    /// @param <T> type of the result
    /// @return what the encoding gave
    public static <T> T encodeInto(Block carrier, Supplier<T> encoding) {
        var before = CARRIER.get();
        CARRIER.set(carrier);
        try {
            return encoding.get();
        } finally {
            if (before == null) {
                CARRIER.remove();
            } else {
                CARRIER.set(before);
            }
        }
    }

    /// What another process attaches the block by, to be sent inside another block. It stays as
    /// with [#handle], but goes with the other block if nobody has received it by then.
    ///
    /// @param carrier where the handle will lie, in use by this process
    /// @return a small value that can travel
    public Handle handleWithin(Block carrier) {
        requireOpen();
        carrier.requireOpen();
        var attachment = lease.attachment();
        Family.current().send(attachment.offset, carrier.lease.attachment().offset);
        return new Handle(attachment.offset, attachment.serial);
    }

    /// Ends this object's use of the block. The last user in the family frees it. The second time
    /// does nothing.
    ///
    /// @throws IllegalStateException if a system call of another thread uses the memory just now
    @Override
    public void close() {
        end(isOwner);
    }

    /// Ends this object's use as [#close] does, but what was sent stays for who is to receive it.
    public void leave() {
        end(false);
    }

    private void end(boolean isArrived) {
        synchronized (arena) {
            if (isClosed()) {
                return;
            }
            arena.close();
        }
        lease.end(isArrived);
    }

    /// Names a block in any process of the family.
    ///
    /// @param offset where it lies
    /// @param serial which of the blocks that have lain there
    public record Handle(long offset, long serial) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
