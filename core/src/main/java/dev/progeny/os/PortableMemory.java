package dev.progeny.os;

import java.io.IOException;
import java.io.RandomAccessFile;
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
        return new PortableMemory(path, byteSize, true);
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
