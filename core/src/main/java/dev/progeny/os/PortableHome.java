package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// The private directory of this process: `progeny-<pid>-<start time>-<random>` in the directory
/// for temporary files, for this user alone.
///
/// It is removed when the process ends, after its children: they may still be opening what lies in
/// it. Where the process was killed, its orphans remove it on
/// their way out, or else the next process that makes a home does: the name tells whose it is, and
/// only the homes of provably dead owners are swept.
final class PortableHome {
    private static final String PREFIX = "progeny-";
    private static final String CRASH_LOG = "hs_err_%p.log";

    /// A little more than children are given to end with their parent.
    private static final long USERS_NANOS = 2_000_000_000;

    private final Path parent;
    private final Path directory;
    private final AtomicLong lastFile = new AtomicLong();
    private final Set<ProcessHandle> users = ConcurrentHashMap.newKeySet();

    private PortableHome(Os os) {
        parent = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(parent, os);
        var self = os.self();
        try {
            // made with mode 0700, whatever the umask
            directory =
                    Files.createTempDirectory(
                            parent, PREFIX + self.pid() + "-" + self.startTime() + "-");
        } catch (IOException e) {
            throw new OsException(
                    "cannot make a private directory in "
                            + parent
                            + "; set -Djava.io.tmpdir to a writable one",
                    e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::deleteAfterUsers, "progeny-home"));
    }

    /// The home of this process, made when first asked for.
    static PortableHome own(Os os) {
        return Holder.of(os);
    }

    Path newFile(String label) {
        return directory.resolve(label + "-" + lastFile.incrementAndGet());
    }

    String crashLogPath() {
        return directory.resolve(CRASH_LOG).toString();
    }

    Path crashLog(long pid) {
        return directory.resolve(CRASH_LOG.replace("%p", Long.toString(pid)));
    }

    /// A child opens files of this home, from now until it ends.
    void use(ProcessHandle child) {
        users.add(child);
        var _ = child.onExit().thenRun(() -> users.remove(child));
    }

    private void deleteAfterUsers() {
        long end = System.nanoTime() + USERS_NANOS;
        for (var user : users) {
            try {
                user.onExit().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                break; // whoever has not ended by now sees that this process does
            }
        }
        deleteTree(directory);
    }

    /// Removes the home of a child that could not do so itself, since it was killed or halted.
    void sweepOf(ProcessIdentity dead) {
        list(parent, PREFIX + dead.pid() + "-" + dead.startTime() + "-*")
                .forEach(PortableHome::deleteTree);
    }

    /// Removes the home of this process, if it has made one, without waiting for its shutdown hook.
    static void deleteOwn() {
        Holder.delete();
    }

    private static void sweep(Path parent, Os os) {
        for (var home : list(parent, PREFIX + "*-*-*")) {
            String[] parts = home.getFileName().toString().split("-", -1);
            try {
                long pid = Long.parseLong(parts[1]);
                var owner = new ProcessIdentity(pid, Long.parseLong(parts[2]));
                if (!owner.equals(os.identify(pid))) {
                    deleteTree(home);
                }
            } catch (NumberFormatException e) {
                // somebody else's directory
            }
        }
    }

    /// Removes a home with all in it. What somebody else removes meanwhile does not matter.
    static void deleteTree(Path directory) {
        for (var file : list(directory, "*")) {
            delete(file);
        }
        delete(directory);
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // not ours, or in use on a platform that keeps such files: the next sweep gets it
        }
    }

    private static List<Path> list(Path directory, String glob) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            files.forEach(found::add);
        } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            return found; // gone meanwhile
        }
        return found;
    }

    private static final class Holder {
        private static @Nullable PortableHome home;

        static synchronized PortableHome of(Os os) {
            if (home == null) {
                home = new PortableHome(os);
            }
            return home;
        }

        static synchronized void delete() {
            if (home != null) {
                deleteTree(home.directory);
            }
        }
    }
}
