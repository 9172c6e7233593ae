package dev.progeny.os;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Named memory as files of a directory that each user has one of, in the directory for temporary
/// files: `progeny-shm-<user>`, for that user alone.
final class PortableNames implements NamedFiles.Room {
    private static final boolean HAS_MODES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWN_DIRECTORY =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWN_FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final int CHUNK = 1 << 20;

    private PortableNames() {}

    static NamedFiles in(Os os) {
        return new NamedFiles(os, directory(), new PortableNames());
    }

    private static Path directory() {
        var parent = Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("progeny-shm-" + System.getProperty("user.name"));
    }

    /// After a death: removes what dead processes have left. Cheap where there is nothing.
    static void sweep() {
        if (OwnerRecord.areIn(directory())) {
            ((Portable) Os.current()).names().sweep();
        }
    }

    /// For an orphan on its way out: removes what this process and dead ones have left.
    static void leave() {
        if (OwnerRecord.areIn(directory())) {
            ((Portable) Os.current()).names().leave();
        }
    }

    /// Somebody else may have put something of that name there before us.
    @Override
    public void prepare(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, modes(OWN_DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        if (HAS_MODES && !isOursAlone(directory)) {
            throw new FileSystemException(
                    directory.toString(), null, "is open to others, or another user's");
        }
    }

    private static boolean isOursAlone(Path directory) throws IOException {
        if (!Files.getPosixFilePermissions(directory).equals(OWN_DIRECTORY)) {
            return false;
        }
        var probe = Files.createTempFile(directory, OwnerRecord.PREFIX, null);
        try {
            return Files.getOwner(probe).equals(Files.getOwner(directory));
        } finally {
            Files.delete(probe);
        }
    }

    /// The JDK can reserve room only by writing. By a stream, which interrupts leave alone.
    @Override
    public void make(Path file, long byteSize) throws IOException {
        var store = Files.getFileStore(file.resolveSibling(""));
        if (store.getUsableSpace() < byteSize) {
            throw NamedFiles.noRoom(file, byteSize);
        }
        Files.createFile(file, modes(OWN_FILE));
        try (var out =
                Files.newOutputStream(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            byte[] zeros = new byte[(int) Math.min(CHUNK, byteSize)];
            for (long left = byteSize; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(zeros.length, left));
            }
        }
        if (HAS_MODES) {
            Files.setPosixFilePermissions(file, OWN_FILE); // a umask may have taken some away
        }
    }

    private static FileAttribute<?>[] modes(Set<PosixFilePermission> modes) {
        return HAS_MODES
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(modes)}
                : new FileAttribute<?>[0];
    }
}
