package dev.progeny.family;

import dev.progeny.os.MemoryFile;
import dev.progeny.os.Os;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Anonymous shared memory, mapped into this process. Safe for use by several threads.
public final class Region implements AutoCloseable {

    /// Mappings begin at multiples of this: the largest page size of the platforms Java runs on.
    private static final long PAGE = 65_536;

    private final Arena arena = Arena.ofShared();
    private final String address;
    private final long base;
    private final MemorySegment segment;

    /// Kept open by the creator so that relatives can attach; null in those.
    private final @Nullable MemoryFile file;

    private boolean isClosed;

    private Region(MemoryFile source, long base, long byteSize, boolean keepsFile) {
        this.address = source.address();
        this.base = base;
        this.file = keepsFile ? source : null;
        try {
            long start = base / PAGE * PAGE;
            long lead = base - start;
            segment = source.map(start, lead + byteSize, arena).asSlice(lead, byteSize);
        } catch (RuntimeException e) {
            arena.close();
            source.close();
            throw e;
        }
    }

    /// Creates memory, all zero. Pages take room only when touched.
    ///
    /// @param label a few letters for diagnostics
    /// @param byteSize its size, at least 1
    /// @return the region
    /// @throws dev.progeny.os.OsException if the system has no room or no descriptor left
    public static Region create(String label, long byteSize) {
        if (byteSize <= 0) {
            throw new IllegalArgumentException(
                    "no shared memory of such a size: byteSize=" + byteSize + "; use at least 1");
        }
        return new Region(Os.current().createMemory(label, byteSize), 0, byteSize, true);
    }

    /// Attaches memory that a relative created.
    ///
    /// @param handle what [#handle] gave there
    /// @return that part of it as a region of its own
    /// @throws dev.progeny.os.OsException if the creator has ended or closed it
    public static Region attach(Handle handle) {
        try (var file = Os.current().openMemory(handle.address())) {
            if (handle.offset() > file.byteSize() - handle.byteSize()) {
                throw new IllegalArgumentException(
                        "handle beyond the memory it names: "
                                + handle
                                + ", size of the memory="
                                + file.byteSize());
            }
            return new Region(file, handle.offset(), handle.byteSize(), false);
        }
    }

    /// The memory. Its access fails with [IllegalStateException] once the region is closed.
    ///
    /// @return all of this region
    public MemorySegment segment() {
        return segment;
    }

    /// Size of this region.
    ///
    /// @return bytes
    public long byteSize() {
        return segment.byteSize();
    }

    /// What a relative can attach a part of this memory by.
    ///
    /// @param offset where the part begins in this region
    /// @param byteSize its size
    /// @return a small value that can travel
    public Handle handle(long offset, long byteSize) {
        Objects.checkFromIndexSize(offset, byteSize, byteSize());
        return new Handle(address, base + offset, byteSize);
    }

    /// What a relative can attach all of this memory by.
    ///
    /// @return a small value that can travel
    public Handle handle() {
        return handle(0, byteSize());
    }

    /// Unmaps it from this process, and if this process created it, lets nobody else attach it.
    /// Others that have it mapped keep it. The second time does nothing.
    ///
    /// No thread of this process may sleep on a word of it any more: a sleeper holds an address,
    /// not the mapping. Close the doorbells in it first, and let their waiters leave.
    @Override
    public void close() {
        synchronized (arena) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        if (file != null) {
            file.close();
        }
        arena.close();
    }

    /// Names a part of shared memory in any process of the family.
    ///
    /// @param address the memory as its creator named it
    /// @param offset where the part begins in it
    /// @param byteSize size of the part
    public record Handle(String address, long offset, long byteSize) implements Serializable {
        private static final long serialVersionUID = 1L;

        /// Refuses what cannot be a part.
        public Handle {
            if (offset < 0 || byteSize <= 0) {
                throw new IllegalArgumentException(
                        "not a part of memory: offset=" + offset + ", byteSize=" + byteSize);
            }
        }
    }
}
