package dev.progeny.process;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What a process knows of itself. Works in any JVM, whether Progeny started it or not.
public final class ThisProcess {
    /// How deep children may start children: a task that starts itself would else fill the machine.
    static final int DEPTH_LIMIT = Integer.getInteger("dev.progeny.depth", 16);

    private static final AtomicLong LAST_CHILD = new AtomicLong();

    private static String name = "main";
    private static @Nullable Long parentPid;
    private static boolean isDaemon;
    private static int depth;

    private ThisProcess() {}

    /// Name of this process.
    ///
    /// @return the one its start gave it; `main` in a JVM that is no child
    public static String name() {
        return name;
    }

    /// Id of this process.
    ///
    /// @return the system's id
    public static long pid() {
        return ProcessHandle.current().pid();
    }

    /// The process that started this one as a child.
    ///
    /// @return its handle; empty in a JVM that is no child, or if the parent has ended
    public static Optional<ProcessHandle> parent() {
        return parentPid == null ? Optional.empty() : ProcessHandle.of(parentPid);
    }

    /// Processors that this process may use: by its CPU affinity, the quota of its container, and
    /// what it was told with [LaunchOptions#withCpus].
    ///
    /// @return one or more
    public static int availableCpus() {
        return Runtime.getRuntime().availableProcessors();
    }

    static boolean isDaemon() {
        return isDaemon;
    }

    static int depth() {
        return depth;
    }

    /// A name for a child that was given none: `child-1`, and `child-1:2` for that one's second.
    static String nameOfNextChild() {
        long number = LAST_CHILD.incrementAndGet();
        return depth == 0 ? "child-" + number : name + ":" + number;
    }

    static void become(BootProtocol.Launch launch, long parent) {
        LAST_CHILD.set(0); // a fork's own
        name = launch.name();
        parentPid = parent;
        isDaemon = launch.isDaemon();
        depth = launch.depth();
    }
}
