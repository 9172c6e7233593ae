package dev.progeny.os;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// Named memory where Linux and Python have it: `/dev/shm/<name>`.
final class LinuxNames implements NamedFiles.Room {
    private static final Path DIRECTORY = Path.of("/dev/shm");

    private LinuxNames() {}

    static NamedFiles in(Os os) {
        return new NamedFiles(os, DIRECTORY, new LinuxNames());
    }

    @Override
    public void prepare(Path directory) {
        // the system has made it
    }

    /// The room is reserved now: on a full `/dev/shm` a page that is missing at the first access is
    /// a fault there, which no program can handle well.
    @Override
    public void make(Path file, long byteSize) throws IOException {
        int fd = Syscalls.createPrivate(file.toString());
        if (fd == -Errno.EEXIST) {
            throw new FileAlreadyExistsException(file.toString());
        } else if (fd < 0) {
            throw new FileSystemException(file.toString(), null, Errno.describe(-fd));
        }
        try {
            int errno = Syscalls.reserve(fd, byteSize);
            if (errno == Errno.ENOSPC || errno == Errno.ENOMEM || errno == Errno.EFBIG) {
                throw NamedFiles.noRoom(file, byteSize);
            } else if (errno != 0) {
                throw new FileSystemException(file.toString(), null, Errno.describe(errno));
            }
        } finally {
            Syscalls.close(fd);
        }
    }

    /// After a death: removes what dead processes have left. Cheap where there is nothing.
    static void sweep() {
        if (OwnerRecord.areIn(DIRECTORY)) {
            ((Linux) Os.current()).names().sweep();
        }
    }

    /// For an orphan on its way out: removes what this process and dead ones have left.
    static void leave() {
        if (OwnerRecord.areIn(DIRECTORY)) {
            ((Linux) Os.current()).names().leave();
        }
    }
}
