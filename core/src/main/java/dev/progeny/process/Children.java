package dev.progeny.process;

import dev.progeny.os.Os;
import dev.progeny.os.Renewals;
import dev.progeny.park.Deadline;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All living children of this process. Ends them when it ends.
final class Children {
    /// How long children may run their own hooks when this JVM is ended by a signal or `exit`.
    private static final Duration EXIT_GRACE = Duration.ofSeconds(1);

    private static final Duration KILL_GRACE = Duration.ofMillis(500);
    private static final long FLUSH_MILLIS = 300;
    private static volatile Set<ChildProcess<?>> all = ConcurrentHashMap.newKeySet();

    static {
        Renewals.add(Children::becomeFork);
        hook();
    }

    private Children() {}

    private static void hook() {
        Runtime.getRuntime().addShutdownHook(new Thread(Children::endAll, "progeny-exit"));
    }

    private static void becomeFork() {
        all = ConcurrentHashMap.newKeySet();
        hook();
    }

    static void add(ChildProcess<?> child) {
        all.add(child);
    }

    static void remove(ChildProcess<?> child) {
        all.remove(child);
    }

    static List<ChildProcess<?>> living() {
        return List.copyOf(all);
    }

    /// Runs while the JVM shuts down. What it does not manage in its second and a half, the
    /// children's own watch on their parent does.
    private static void endAll() {
        var children = living();
        try {
            Os.current().endAtNextInterrupt();
            children.forEach(ChildProcess::endWithParent);
            join(children, Deadline.after(EXIT_GRACE));
            children.forEach(ChildProcess::kill);
            join(children, Deadline.after(KILL_GRACE));
            OutputRelay.shared().flush(FLUSH_MILLIS);
            Os.current().leave();
        } catch (InterruptedException e) {
            children.forEach(ChildProcess::kill);
        }
    }

    private static void join(List<ChildProcess<?>> children, Deadline deadline)
            throws InterruptedException {
        for (var child : children) {
            child.join(Duration.ofNanos(deadline.nanosLeft()));
        }
    }
}
