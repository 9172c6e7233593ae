package dev.progeny.archive;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/// The directory of archives. Nothing in it is believed: each file is looked at anew, and other
/// processes may change it at any time.
///
/// Any failure of the file system means *no archive*, never an exception.
final class Cache {
    private static final String ARCHIVE = ".aot";
    private static final String TRAINING = ".training";
    private static final String FAILED = ".failed";
    private static final int BUFFER = 1 << 16;

    /// A file that others can read is as good; one that they can write is not.
    private static final String OWN_DIRECTORY = "rwx------";

    private static final String OWN_FILE = "rw-------";

    /// All archives together. One is 10 to 20 MB, and each JDK, version of the library and set of
    /// options has its own.
    static final long MOST_BYTES = 200L << 20;

    /// After so long a training that has not ended is one whose processes were killed.
    static final Duration LONGEST_TRAINING = Duration.ofMinutes(5);

    private static final Duration NEXT_ATTEMPT = Duration.ofDays(7);

    /// An archive in use looks no older than that.
    private static final Duration TOUCH = Duration.ofDays(1);

    private final Path directory;
    private final long mostBytes;
    private final int user = FileFacts.thisUser();

    Cache(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    /// Whether the directory is there, and this user's alone.
    boolean isOurs() {
        var facts = FileFacts.of(directory, LinkOption.NOFOLLOW_LINKS);
        return user >= 0 && facts != null && facts.isDirectoryOf(user);
    }

    /// The archive of a name, if it is whole. Reads it all: 5 ms for the usual 10 MB.
    ///
    /// @return null where there is none; what is damaged is removed
    @Nullable Archive find(String name) {
        if (!isOurs()) {
            return null;
        }
        for (var file : list(name + "-*" + ARCHIVE)) {
            touch(file);
            var archive = Archive.of(file, user);
            if (archive != null && file.equals(fileOf(name, checksum(file)))) {
                return archive;
            }
            delete(file);
        }
        return null;
    }

    /// Whether an archive is still the file that [#find] has read.
    boolean isUnchanged(Archive archive) {
        return isOurs() && archive.equals(Archive.of(archive.file(), user));
    }

    /// An archive that was read.
    ///
    /// @param file where it is
    /// @param identity of the file when it was read
    record Archive(Path file, String identity) {
        private static @Nullable Archive of(Path file, int user) {
            var facts = FileFacts.of(file, LinkOption.NOFOLLOW_LINKS);
            return facts != null && facts.isFileOf(user)
                    ? new Archive(file, facts.identity())
                    : null;
        }
    }

    /// Those used least recently go first, when there are too many.
    private static void touch(Path file) {
        try {
            if (isOlder(file, TOUCH)) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
        } catch (IOException e) {
            // a cache that cannot be written to: its order does not matter
        }
    }

    /// Makes the cache ready for a new archive.
    ///
    /// @return whether one may be made: there is a place for it, and nobody has failed lately
    boolean prepare(String name) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory.getParent());
                makeDirectory(directory);
            }
        } catch (IOException | RuntimeException e) {
            return false; // read-only, or no room
        }
        if (!isOurs() || hasFailed(name)) {
            return false;
        }
        sweep();
        return true;
    }

    /// Where an archive is made: nobody else does while this directory is there.
    Path trainingOf(String name) {
        return directory.resolve(name + TRAINING);
    }

    private static void makeDirectory(Path path) throws IOException {
        var permissions = PosixFilePermissions.fromString(OWN_DIRECTORY);
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(permissions));
    }

    private boolean hasFailed(String name) {
        return Files.exists(directory.resolve(name + FAILED), LinkOption.NOFOLLOW_LINKS)
                && !isOlder(directory.resolve(name + FAILED), NEXT_ATTEMPT);
    }

    /// Makes a complete archive known, at once.
    ///
    /// @param made the file, in a directory of [#trainingOf]
    void publish(String name, Path made) throws IOException {
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(OWN_FILE));
        for (var old : list(name + "-*" + ARCHIVE)) {
            delete(old);
        }
        Files.move(made, fileOf(name, checksum(made)), StandardCopyOption.ATOMIC_MOVE);
        delete(directory.resolve(name + FAILED));
        limit();
    }

    /// Notes that an archive cannot be made, so that it is not tried again and again.
    void fail(String name) {
        try {
            Files.createFile(
                    directory.resolve(name + FAILED),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(OWN_FILE)));
        } catch (FileAlreadyExistsException e) {
            touchNow(directory.resolve(name + FAILED));
        } catch (IOException e) {
            // then the next JVM tries again
        }
    }

    private static void touchNow(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // as above
        }
    }

    /// Removes all of a training.
    static void endTraining(Path training) {
        list(training, "*").forEach(Cache::delete);
        delete(training);
    }

    /// Removes what killed processes have left, and notes that are too old.
    private void sweep() {
        for (var training : list("*" + TRAINING)) {
            if (isOlder(training, LONGEST_TRAINING)) {
                endTraining(training);
            }
        }
        for (var failed : list("*" + FAILED)) {
            if (isOlder(failed, NEXT_ATTEMPT)) {
                delete(failed);
            }
        }
    }

    /// Removes the oldest archives until the rest is within the limit.
    private void limit() throws IOException {
        var archives = new ArrayList<>(list("*" + ARCHIVE));
        archives.sort(Comparator.comparing(Cache::modified).reversed());
        long sum = 0;
        for (var file : archives) {
            sum += Files.size(file);
            if (sum > mostBytes) {
                delete(file);
            }
        }
    }

    private static Instant modified(Path file) {
        var facts = FileFacts.of(file, LinkOption.NOFOLLOW_LINKS);
        return facts == null ? Instant.MIN : facts.modified().toInstant();
    }

    private static boolean isOlder(Path file, Duration age) {
        var modified = modified(file);
        return modified.isBefore(Instant.now().minus(age)) && !modified.equals(Instant.MIN);
    }

    private Path fileOf(String name, int checksum) {
        String hex = HexFormat.of().toHexDigits(checksum);
        return directory.resolve(name + "-" + hex + ARCHIVE);
    }

    /// Of all bytes of a file; of what could be read of one that cannot be read.
    private static int checksum(Path file) {
        var crc = new CRC32();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
            }
        } catch (IOException e) {
            return (int) ~crc.getValue();
        }
        return (int) crc.getValue();
    }

    private List<Path> list(String glob) {
        return list(directory, glob);
    }

    private static List<Path> list(Path directory, String glob) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            files.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return found; // gone, or not to be read: there is nothing for us
        }
        return found;
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // a directory with something foreign in it, or read-only: it stays
        }
    }
}
