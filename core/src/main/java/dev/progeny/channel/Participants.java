package dev.progeny.channel;

import dev.progeny.family.Stamp;
import dev.progeny.os.Os;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Processes that have declared to put to a [SharedQueue], or to take from it, and so make the
/// queue care for them: once at least one has, the queue ends for all when none of them is left.
///
///     try (var _ = queue.producers().enter()) {
///         var child = ChildProcess.start(() -> queue.put("hello"));
///         queue.producers().enter(child.toHandle());
///     } // from here on the child alone
///
/// The end is that of [SharedQueue#shutdown]: nothing more can be put, takers get what is there and
/// then a [QueueClosedException]. If consumers have gone, so do those who wait in `joinTasks`. A
/// process counts as gone when it has ended, however; those who wait for the queue, or use it,
/// notice within 100 ms. Nobody has to be declared to put or to take.
///
/// While you start others, be one yourself: else the first one may have come and gone before the
/// second was declared. Safe for use by several threads; what is declared lies in the queue.
public final class Participants {
    /// Stamp of a process that never was: pid 0 with a start time.
    private static final long GONE = 1;

    private final QueueGate gate;
    private final RoleTable table;
    private final String role;
    private final Set<Participation> own = ConcurrentHashMap.newKeySet();

    Participants(QueueGate gate, RoleTable table, String role) {
        this.gate = gate;
        this.table = table;
        this.role = role;
    }

    /// What a process takes part by.
    public final class Participation implements AutoCloseable {
        private Participation() {}

        /// Takes the declaration back. The last one ends the queue. Another time, or after the
        /// queue was closed here, it does nothing.
        @Override
        public void close() {
            if (own.remove(this) && !gate.isClosed()) {
                gate.whileNobodyPuts(table::leave);
                gate.endIfAllHaveGone();
            }
        }
    }

    /// Declares this process, until the result is closed, the queue is closed here, or the process
    /// has ended. Several declarations count each.
    ///
    /// @return to be closed
    /// @throws QueueClosedException if the queue has ended, or was closed here
    public Participation enter() {
        enter(Stamp.of(Os.current().self()));
        var entered = new Participation();
        own.add(entered);
        return entered;
    }

    /// Declares another process of this host, until it has ended.
    ///
    /// @param process one that lives; one that has ended changes nothing but that the queue cares
    ///     from now on
    /// @throws QueueClosedException if the queue has ended, or was closed here
    public void enter(ProcessHandle process) {
        var identity = Os.current().identify(process.pid());
        enter(identity != null && process.isAlive() ? Stamp.of(identity) : GONE);
    }

    private void enter(long stamp) {
        gate.whileNobodyPuts(
                () -> {
                    var end = gate.endNow();
                    if (end != QueueEnd.NONE) {
                        throw end.refusesPut();
                    }
                    if (!table.enter(stamp)) {
                        throw new IllegalStateException(
                                "too many processes have declared to be "
                                        + role
                                        + " of one queue: most="
                                        + RoleTable.MOST
                                        + "; declare one that stands for several");
                    }
                });
    }

    /// How many processes have declared it and live.
    ///
    /// @return a number that changes at any time
    public int count() {
        return gate.open(table::living);
    }

    /// Takes all back that this process has declared here, before the queue is closed.
    void leave() {
        own.forEach(Participation::close);
    }

    @Override
    public String toString() {
        return role + (gate.isClosed() ? "[closed]" : "[living=" + count() + "]");
    }
}
