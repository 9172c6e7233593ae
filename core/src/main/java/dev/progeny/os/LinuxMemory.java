package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Memory behind a memfd: no name anywhere, freed by the kernel with its last descriptor and
/// mapping, whoever is killed.
///
/// Its address is `memfd:<pid>:<start time>:<descriptor>:<name>:<bytes>` of the owner; relatives
/// open it through `/proc/<pid>/fd/<descriptor>` while the owner lives. Pid and start time say that
/// it is the owner's descriptor, the name, used once, that it still is this memory.
final class LinuxMemory extends MemoryFile {
    private static final String SCHEME = "memfd";
    private static final AtomicLong LAST = new AtomicLong();

    private final Path path;
    private final Os os;
    private final @Nullable ProcessIdentity foreignOwner;
    private int fd;

    private LinuxMemory(
            Os os, String address, @Nullable ProcessIdentity foreignOwner, Path path, int fd) {
        super(address, Long.parseLong(address.substring(address.lastIndexOf(':') + 1)));
        this.os = os;
        this.foreignOwner = foreignOwner;
        this.path = path;
        this.fd = fd;
    }

    static MemoryFile create(Os os, String label, long byteSize) {
        var name = "progeny-" + label + "-" + LAST.incrementAndGet();
        int fd = Syscalls.memory(name, byteSize);
        var self = os.self();
        var address =
                SCHEME
                        + ":"
                        + self.pid()
                        + ":"
                        + self.startTime()
                        + ":"
                        + fd
                        + ":"
                        + name
                        + ":"
                        + byteSize;
        return new LinuxMemory(os, address, null, Path.of("/proc/self/fd/" + fd), fd);
    }

    static MemoryFile open(Os os, String address) {
        String[] parts = address.split(":", -1);
        if (parts.length != 6 || !parts[0].equals(SCHEME)) {
            throw new OsException("not an address of shared memory: " + address, null);
        }
        var owner = new ProcessIdentity(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        var path = Path.of("/proc/" + owner.pid() + "/fd/" + parts[3]);
        var memory = new LinuxMemory(os, address, owner, path, -1);
        memory.verify();
        memory.verifyName(parts[4]);
        return memory;
    }

    /// Pages come when they are touched.
    @Override
    public void makePart(long offset, long size) {
        if (offset + size > byteSize()) {
            throw new OsException(
                    "shared memory ends before this part: offset="
                            + offset
                            + ", size="
                            + size
                            + ", end="
                            + byteSize(),
                    null);
        }
    }

    @Override
    public MemorySegment mapPart(long offset, long size, Arena arena) {
        return map(offset, size, arena);
    }

    @Override
    public void freePart(long offset, long size) {
        int own = Syscalls.open(path().toString());
        try {
            verify();
            Syscalls.punchHole(own, offset, size);
        } finally {
            Syscalls.close(own);
        }
    }

    @Override
    Path path() {
        return path;
    }

    /// A pid that was reused would lead to another process's descriptor.
    @Override
    void verify() {
        if (foreignOwner != null && !foreignOwner.equals(os.identify(foreignOwner.pid()))) {
            throw new OsException(
                    "the owner of shared memory has ended: pid=" + foreignOwner.pid(), null);
        }
    }

    /// A descriptor that was closed and used again would lead to another file.
    private void verifyName(String name) {
        String target;
        try {
            target = Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            target = "nothing";
        }
        if (!target.startsWith("/memfd:" + name)) {
            throw new OsException(
                    "the owner of shared memory has closed it: address="
                            + address()
                            + ", found="
                            + target,
                    null);
        }
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            Syscalls.close(fd);
        }
        fd = -1;
    }
}
