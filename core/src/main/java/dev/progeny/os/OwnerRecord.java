package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Name of the link that tells whose a file of named memory is:
/// `.progeny-<pid namespace>-<pid>-<start time>-<number>`.
///
/// The namespace is part of it because containers may share `/dev/shm` and not their processes: a
/// pid of another namespace is not provably dead.
///
/// @param namespace of the pid; 0 where the platform has none
/// @param owner who made the file
record OwnerRecord(long namespace, ProcessIdentity owner) {
    static final String PREFIX = ".progeny-";
    private static final int PARTS = 5;

    /// Reads a file's name; null if it is none of ours.
    static @Nullable OwnerRecord parse(String fileName) {
        String[] parts = fileName.split("-", -1);
        if (!fileName.startsWith(PREFIX) || parts.length != PARTS) {
            return null;
        }
        try {
            var owner = new ProcessIdentity(Long.parseLong(parts[2]), Long.parseLong(parts[3]));
            return new OwnerRecord(Long.parseLong(parts[1]), owner);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// Whether there are any, whoever's.
    static boolean areIn(Path directory) {
        String[] records = directory.toFile().list((in, name) -> name.startsWith(PREFIX));
        return records != null && records.length > 0;
    }

    private String fileName(long number) {
        return PREFIX + namespace + "-" + owner.pid() + "-" + owner.startTime() + "-" + number;
    }

    /// The records of one directory: those of this process, and the sweep of the others.
    static final class Book {
        private static final AtomicLong LAST = new AtomicLong();
        private static final long SWEEP_PERIOD = 1_000_000_000;
        private static final long NEVER = Long.MIN_VALUE;

        private final Os os;
        private final Path directory;
        private final OwnerRecord own;
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final AtomicLong lastSweep = new AtomicLong(NEVER);
        private boolean isHooked;

        Book(Os os, Path directory) {
            this.os = os;
            this.directory = directory;
            own = new OwnerRecord(currentNamespace(), os.self());
        }

        private static long currentNamespace() {
            try { // "pid:[4026531836]"
                String target = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
                return Long.parseLong(target.replaceAll("\\D", ""));
            } catch (IOException | RuntimeException e) {
                return 0;
            }
        }

        /// Name for a new file of this process, to be closed with [#close] or by the end of the
        /// JVM.
        synchronized String next() {
            if (!isHooked) {
                isHooked = true;
                hook();
            }
            String name = own.fileName(LAST.incrementAndGet());
            open.add(name);
            return name;
        }

        private void hook() {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "progeny-names"));
            } catch (IllegalStateException e) {
                // the JVM ends already: the next sweep removes what this one leaves
            }
        }

        boolean areOfThisProcess() {
            return own.owner.equals(os.self());
        }

        void close(String record) {
            delete(directory.resolve(record));
            open.remove(record);
        }

        /// Removes what this process has not, with the names, and what dead ones have left.
        void leave() {
            removeWithNames(List.copyOf(open));
            sweep();
        }

        /// Sweeps unless that was done within the last second: a walk through the directory would
        /// make it slow to have thousands of names.
        void sweepNowAndThen() {
            long now = System.nanoTime();
            long last = lastSweep.get();
            if ((last == NEVER || now - last > SWEEP_PERIOD)
                    && lastSweep.compareAndSet(last, now)) {
                sweep();
            }
        }

        /// Removes the records of the provably dead, and their names. Each is claimed first, by
        /// making it a record of this process: of two that sweep at once only one removes the name,
        /// before anybody can have made it anew. One that dies meanwhile is swept by the next.
        void sweep() {
            var claimed = new ArrayList<String>();
            for (String file : list(PREFIX)) {
                var record = parse(file);
                if (record != null && isDead(record)) {
                    String mine = next();
                    if (rename(file, mine)) {
                        claimed.add(mine);
                    } else {
                        open.remove(mine);
                    }
                }
            }
            removeWithNames(claimed);
        }

        private boolean rename(String from, String to) {
            try {
                Files.move(
                        directory.resolve(from),
                        directory.resolve(to),
                        StandardCopyOption.ATOMIC_MOVE);
                return true;
            } catch (IOException e) {
                return false; // another process was faster, or it is another user's
            }
        }

        private boolean isDead(OwnerRecord record) {
            return record.namespace == own.namespace
                    && !record.owner.equals(own.owner)
                    && !record.owner.equals(os.identify(record.owner.pid()));
        }

        private void removeWithNames(List<String> records) {
            if (records.isEmpty()) {
                return;
            }
            var keys = new HashSet<Object>();
            for (String record : records) {
                var key = NamedFiles.keyOf(directory.resolve(record));
                if (key != null) {
                    keys.add(key);
                }
            }
            for (String file : list("")) {
                var key = NamedFiles.keyOf(directory.resolve(file));
                if (!file.startsWith(PREFIX) && key != null && keys.contains(key)) {
                    delete(directory.resolve(file));
                }
            }
            records.forEach(this::close);
        }

        private List<String> list(String prefix) {
            String[] files = directory.toFile().list((in, name) -> name.startsWith(prefix));
            return files == null ? List.of() : List.of(files);
        }

        /// Removes a file; what somebody else has removed, or owns, does not matter.
        void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // another user's: the sweep of that user gets it
            }
        }
    }
}
