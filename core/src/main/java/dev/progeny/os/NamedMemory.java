package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// Memory that any process of this user can open by its name, mapped into this process.
///
/// The mapping belongs to the arena it was made with; the name belongs to whoever created it. What
/// is mapped stays mapped when the name goes.
public final class NamedMemory {
    private final NamedFiles files;
    private final String name;
    private final MemorySegment segment;

    /// The second link of the memory, see [NamedFiles]; null where another process is the owner.
    private @Nullable String record;

    NamedMemory(NamedFiles files, String name, MemorySegment segment, @Nullable String record) {
        this.files = files;
        this.name = name;
        this.segment = segment;
        this.record = record;
    }

    /// All of the memory, exactly as large as the file is.
    ///
    /// If a stranger cuts the file shorter, an access beyond its new end is an [InternalError] of
    /// the JVM, and nothing else is harmed.
    ///
    /// @return the mapping
    public MemorySegment segment() {
        return segment;
    }

    /// Removes the name, if this object has created it and it still means this memory. The second
    /// time does nothing.
    public synchronized void unlink() {
        if (record != null) {
            files.remove(name, record);
            record = null;
        }
    }
}
