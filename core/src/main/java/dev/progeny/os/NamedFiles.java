package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/// Named memory as files of one directory.
///
/// **Two links.** A file is made under the name of a *record* ([OwnerRecord]), which tells whose it
/// is; its room is reserved, and only then it is linked to the name that users know. So a name
/// appears at once with all its bytes, or not at all, and as long as its creator has not removed
/// it, a second link in the directory says who that is.
///
/// **Killed creators.** Killed before the link, the creator leaves a record alone; after it, record
/// and name of one file. A sweep removes the records of processes that are provably dead, and with
/// each the names that are the same file: never another file that has got the name since. Sweeps
/// run when a process is about to create a name, when a parent sees a child end badly, and when an
/// orphan leaves.
///
/// **Removal** takes the name first, then the record, so that a kill in between leaves work for a
/// sweep and never a name without its record.
final class NamedFiles {
    private final Path directory;
    private final Room room;
    private final OwnerRecord.Book records;
    private volatile boolean isPrepared;

    /// How the platform makes a file whose room is really there.
    interface Room {
        /// Makes the directory if need be, and refuses one that others could tamper with.
        void prepare(Path directory) throws IOException;

        /// Makes a new file of that size, all zero, readable and writable by its owner alone
        /// whatever the umask. Writing to it cannot fail for lack of room.
        void make(Path file, long byteSize) throws IOException;
    }

    NamedFiles(Os os, Path directory, Room room) {
        this.directory = directory;
        this.room = room;
        this.records = new OwnerRecord.Book(os, directory);
    }

    /// Makes memory under a name.
    NamedMemory create(String name, long byteSize, Arena arena) {
        var path = directory.resolve(name);
        try {
            prepare();
            records.sweepNowAndThen();
            if (exists(path)) {
                records.sweep();
            }
            if (exists(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            String record = records.next();
            var file = directory.resolve(record);
            try {
                room.make(file, byteSize);
                var segment = map(file, MapMode.READ_WRITE, arena);
                Files.createLink(path, file);
                return new NamedMemory(this, name, segment, record);
            } catch (IOException | RuntimeException | Error e) {
                records.close(record);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create named memory: name=" + name, e);
        }
    }

    /// Opens what another process, or this one, has made.
    NamedMemory open(String name, boolean isReadOnly, Arena arena) {
        try {
            prepare();
            var mode = isReadOnly ? MapMode.READ_ONLY : MapMode.READ_WRITE;
            return new NamedMemory(this, name, map(directory.resolve(name), mode, arena), null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach named memory: name=" + name, e);
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void prepare() throws IOException {
        if (!isPrepared) {
            room.prepare(directory);
            isPrepared = true;
        }
    }

    /// Removes the name that a record of this process stands for, and the record.
    void remove(String name, String record) {
        if (!records.areOfThisProcess()) {
            return; // it is a fork, and they are its parent's
        }
        var path = directory.resolve(name);
        var key = keyOf(directory.resolve(record));
        if (key == null || key.equals(keyOf(path))) {
            records.delete(path);
        }
        records.close(record);
    }

    private static MemorySegment map(Path path, MapMode mode, Arena arena) throws IOException {
        var attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) { // opening a pipe would block
            throw new FileSystemException(path.toString(), null, "is no file; not followed");
        }
        return FileWork.throughInterrupts(() -> mapOnce(path, mode, arena));
    }

    private static MemorySegment mapOnce(Path path, MapMode mode, Arena arena) throws IOException {
        try (var channel = open(path, mode)) {
            long byteSize = channel.size();
            if (byteSize == 0) {
                throw new FileSystemException(
                        path.toString(), null, "is empty; has its creator not sized it yet?");
            }
            return channel.map(mode, 0, byteSize, arena);
        }
    }

    private static FileChannel open(Path path, MapMode mode) throws IOException {
        return mode == MapMode.READ_ONLY
                ? FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                : FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
    }

    /// What tells this file from any other; null where there is none, or the platform cannot tell.
    static @Nullable Object keyOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /// The reason that a Room gives when there is none.
    static FileSystemException noRoom(Path file, long byteSize) {
        var directory = Objects.requireNonNull(file.getParent(), "files are in a directory");
        long free;
        try {
            free = Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            free = -1;
        }
        return new FileSystemException(
                directory.toString(),
                null,
                "no room for shared memory: asked="
                        + byteSize
                        + ", free="
                        + free
                        + "; enlarge it (containers: --shm-size), or ask for less");
    }

    /// Removes what this process, which ends without its hooks, and dead ones have left.
    void leave() {
        records.leave();
    }

    /// Removes what dead processes have left.
    void sweep() {
        records.sweep();
    }
}
