package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The native code that forks a JVM with all its threads: `core/src/main/c`, built into this jar.
final class ForkLibrary {
    private static final long STOP_MILLIS = 5_000;

    /// `enum refusal` of `forking.h`.
    private static final Map<Long, String> REFUSALS =
            Map.of(
                    -201L, "the C library is not glibc as it is known here",
                    -202L, "the JVM's own library is not where it is with HotSpot",
                    -203L,
                            "the heap of ZGC is shared memory, which a fork does not copy; use"
                                    + " another collector",
                    -204L,
                            "the processor keeps a second stack for each thread, which a fork does"
                                    + " not copy",
                    -205L, "JDK Flight Recorder is running, and a child would damage its recording",
                    -206L, "there are too many threads",
                    -207L, "the C library keeps thread ids in an unknown place",
                    -208L, "the JDK has other private fields than those known here",
                    -209L, "somebody else uses signal 41",
                    -210L, "the JVM does not let its threads be suspended");

    static final long RECORDING = -205;
    static final long UNKNOWN_JDK = -208;

    private static volatile @Nullable ForkLibrary loaded;

    private final MemorySegment ignoreAsks;
    private final MemorySegment fork;
    private final MemorySegment prepareApplication;
    private final MemorySegment forkApplication;

    private ForkLibrary(SymbolLookup library) {
        ignoreAsks = library.findOrThrow("progeny_ignore_asks");
        fork = library.findOrThrow("progeny_fork");
        prepareApplication = library.findOrThrow("progeny_prepare_application");
        forkApplication = library.findOrThrow("progeny_fork_application");
    }

    static boolean isThere() {
        return LibraryFile.isThere(LibraryFile.FORKING);
    }

    /// Loads it, and looks whether this JVM can be forked. Once in a process: it takes a signal.
    ///
    /// @throws OsException if it cannot; says why
    static ForkLibrary load() {
        var found = loaded;
        return found == null ? loadOnce() : found;
    }

    private static synchronized ForkLibrary loadOnce() {
        var found = loaded;
        if (found == null) {
            found = loadNow();
            loaded = found;
        }
        return found;
    }

    @SuppressWarnings("restricted") // this is what the flag --enable-native-access is for
    private static ForkLibrary loadNow() {
        int file = LibraryFile.load(LibraryFile.FORKING, "progeny-forking");
        try {
            System.load("/proc/self/fd/" + file); // for ForkedJvm, whose methods it has
            var library = Native.library("/proc/self/fd/" + file);
            require(Native.callWord(library.findOrThrow("progeny_prepare"), 0, 0));
            return new ForkLibrary(library);
        } catch (IllegalArgumentException | LinkageError | IllegalCallerException e) {
            throw new OsException("the system does not load native code from memory", e);
        } finally {
            Syscalls.close(file); // the mapping stays
        }
    }

    /// Ignores from now on what asks this process to end: SIGHUP, SIGINT, SIGTERM. Its forks do
    /// not.
    void ignoreAsks() {
        require(Native.callWord(ignoreAsks, 0, 0));
    }

    /// Forks this JVM.
    ///
    /// @param isSibling whether the new process is a child of this one's parent, else of this one
    /// @return the new process's pid; 0 there; negative where it cannot be forked now
    long fork(boolean isSibling) {
        return Native.callWord(fork, isSibling ? 1 : 0, STOP_MILLIS);
    }

    /// Makes this JVM one whose threads can be suspended, for [#forkApplication].
    ///
    /// @throws OsException if they cannot; says why
    void prepareApplication() {
        require(Native.callWord(prepareApplication, 0, 0));
    }

    /// Forks this JVM, whose other threads are suspended in the child.
    ///
    /// @return as [#fork]
    long forkApplication(long stopMillis) {
        return Native.callWord(forkApplication, stopMillis, 0);
    }

    /// Whether there are threads of a flight recorder.
    static boolean isRecording() {
        String[] all = new File("/proc/self/task").list();
        for (String thread : all == null ? new String[0] : all) {
            try {
                if (Files.readString(Path.of("/proc/self/task", thread, "comm"))
                        .startsWith("JFR ")) {
                    return true;
                }
            } catch (IOException e) {
                // it has ended
            }
        }
        return false;
    }

    /// @throws OsException if a result says that it cannot be forked; says why
    static long require(long result) {
        if (result < 0) {
            throw new OsException("this JVM cannot be forked: " + reason(result), null);
        }
        return result;
    }

    static String reason(long result) {
        if (result == -Errno.ETIMEDOUT) {
            return "a thread did not stop; does it block all signals?";
        }
        var known = REFUSALS.get(result);
        return known == null ? Errno.describe((int) -result) : known;
    }
}
