package dev.progeny.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Memory with an address that relatives can open. Mappings of it stay when it is closed.
public abstract class MemoryFile implements AutoCloseable {
    private final String address;
    private final long byteSize;

    MemoryFile(String address, long byteSize) {
        this.address = address;
        this.byteSize = byteSize;
    }

    /// What another process of the family opens this memory with.
    ///
    /// @return text that can travel
    public final String address() {
        return address;
    }

    /// Size of the whole.
    ///
    /// @return bytes
    public final long byteSize() {
        return byteSize;
    }

    /// Maps a part of it into this process. What one process stores there, all others see.
    ///
    /// @param offset where the part begins, a multiple of the page size
    /// @param size its bytes
    /// @param arena closes the mapping
    /// @return the part
    public final MemorySegment map(long offset, long size, Arena arena) {
        try {
            return FileWork.throughInterrupts(() -> mapOnce(offset, size, arena));
        } catch (IOException e) {
            throw new OsException(
                    "cannot map shared memory: address="
                            + address
                            + ", offset="
                            + offset
                            + ", size="
                            + size
                            + "; "
                            + e.getMessage(),
                    e);
        }
    }

    private MemorySegment mapOnce(long offset, long size, Arena arena) throws IOException {
        try (var channel =
                FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            verify();
            return channel.map(FileChannel.MapMode.READ_WRITE, offset, size, arena);
        }
    }

    /// Makes a part beyond the size of the whole usable: memory that can be given back to the
    /// system alone. All zero.
    ///
    /// @param offset where it begins, a multiple of the page size; never one that was used before
    /// @param size its bytes
    public abstract void makePart(long offset, long size);

    /// Maps such a part.
    ///
    /// @param offset as it was made
    /// @param size as it was made
    /// @param arena closes the mapping
    /// @return the part
    public abstract MemorySegment mapPart(long offset, long size, Arena arena);

    /// Gives the memory of such a part back to the system. Whoever still has it mapped may find it
    /// zero. The second time does nothing.
    ///
    /// @param offset as it was made
    /// @param size as it was made
    public abstract void freePart(long offset, long size);

    /// Where this process finds it in the file system.
    abstract Path path();

    /// Fails if what [#path] named when it was opened may not be this memory. Called *after*
    /// opening.
    abstract void verify();

    /// Gives up this process's hold on the memory. The kernel frees it with its last user.
    @Override
    public abstract void close();
}
