package dev.progeny.pool;

/// Whether this JVM has begun to end. Its children are being ended then, and a pool must not take
/// that for deaths that call for new workers.
final class JvmExit {
    private static volatile boolean hasBegun;

    static {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> hasBegun = true, "progeny-pools-exit"));
        } catch (IllegalStateException e) {
            hasBegun = true; // that is what it says
        }
    }

    private JvmExit() {}

    /// Notices the end from now on; a pool that opens calls it.
    static void watch() {
        // loading this class has done it
    }

    static boolean hasBegun() {
        return hasBegun;
    }
}
