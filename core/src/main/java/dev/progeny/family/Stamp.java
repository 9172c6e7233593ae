package dev.progeny.family;

import dev.progeny.os.Os;
import dev.progeny.os.ProcessIdentity;

/// A process in one word: pid in the upper half, the lower half of its start time in the other.
/// Never 0. A pid that was reused has another start time.
public final class Stamp {
    private static final long LOWER_HALF = 0xFFFF_FFFFL;

    private Stamp() {}

    /// The stamp of a process.
    ///
    /// @param process which
    /// @return its word
    public static long of(ProcessIdentity process) {
        return (process.pid() << Integer.SIZE) | (process.startTime() & LOWER_HALF);
    }

    /// Pid of a process, for messages.
    ///
    /// @param stamp its word
    /// @return the pid, which may mean another process by now
    public static long pid(long stamp) {
        return stamp >>> Integer.SIZE;
    }

    /// Whether any thread of the process lives. Costs microseconds.
    ///
    /// @param stamp its word
    /// @param os asks the system
    /// @return false from its death on
    public static boolean isAlive(long stamp, Os os) {
        var found = os.identify(pid(stamp));
        if (found == null || of(found) != stamp) {
            return false;
        }
        try (var peer = os.watch(found)) {
            return peer.isAlive();
        }
    }
}
