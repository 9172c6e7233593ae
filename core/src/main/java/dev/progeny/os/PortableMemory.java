package dev.progeny.os;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory in a mapped file of [PortableHome], readable by this user alone. Its address is
/// `file:<bytes>:<path>`. The owner deletes the file when it closes it; mappings stay.
final class PortableMemory extends MemoryFile {
    private static final String SCHEME = "file:";

    private final Path path;
    private final boolean isOwner;

    private PortableMemory(Path path, long byteSize, boolean isOwner) {
        super(SCHEME + byteSize + ":" + path, byteSize);
        this.path = path;
        this.isOwner = isOwner;
    }

    static MemoryFile create(PortableHome home, String label, long byteSize) {
        var path = home.newFile(label);
        make(path, byteSize);
        return new PortableMemory(path, byteSize, true);
    }

    private static void make(Path path, long byteSize) {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(byteSize);
        } catch (IOException e) {
            throw new OsException(
                    "cannot make shared memory: file="
                            + path
                            + ", size="
                            + byteSize
                            + "; "
                            + e.getMessage(),
                    e);
        }
    }

    static MemoryFile open(String address) {
        int colon = address.indexOf(':', SCHEME.length());
        if (!address.startsWith(SCHEME) || colon < 0) {
            throw new OsException("not an address of shared memory: " + address, null);
        }
        long byteSize = Long.parseLong(address.substring(SCHEME.length(), colon));
        var path = Path.of(address.substring(colon + 1));
        if (!Files.exists(path)) {
            throw new OsException("the owner of shared memory has ended: file=" + path, null);
        }
        return new PortableMemory(path, byteSize, false);
    }

    /// A part is a file of its own, since only whole files can be given back everywhere.
    @Override
    public void makePart(long offset, long size) {
        make(pathOfPart(offset), size);
    }

    @Override
    public MemorySegment mapPart(long offset, long size, Arena arena) {
        var part = new PortableMemory(pathOfPart(offset), size, false);
        return part.map(0, size, arena);
    }

    @Override
    public void freePart(long offset, long size) {
        PortableHome.delete(pathOfPart(offset));
    }

    private Path pathOfPart(long offset) {
        return path.resolveSibling(path.getFileName() + "-" + Long.toHexString(offset));
    }

    @Override
    Path path() {
        return path;
    }

    @Override
    void verify() {
        // a file name is not reused, and opening a missing one fails
    }

    @Override
    public void close() {
        if (isOwner) {
            PortableHome.delete(path);
        }
    }
}
