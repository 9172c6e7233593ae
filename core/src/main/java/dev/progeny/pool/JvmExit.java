package dev.progeny.pool;

import dev.progeny.os.Renewals;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Whether this JVM has begun to end. Its children are being ended then, and a pool must not take
/// that for deaths that call for new workers.
///
/// After a Ctrl-C it says in one line what that has cut off; otherwise whoever ended the program
/// knows.
final class JvmExit {
    /// The JDK's name of the thread that ends this JVM after a Ctrl-C.
    private static final String INTERRUPT = "SIGINT handler";

    private static volatile Set<Dispatcher> pools = ConcurrentHashMap.newKeySet();
    private static volatile boolean hasBegun;

    static {
        Renewals.add(JvmExit::becomeFork);
        hook();
    }

    private JvmExit() {}

    private static void becomeFork() {
        pools = ConcurrentHashMap.newKeySet();
        hook();
    }

    private static void hook() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(JvmExit::begin, "progeny-pools-exit"));
        } catch (IllegalStateException e) {
            hasBegun = true; // that is what it says
        }
    }

    /// Notices the end from now on; a pool that opens calls it.
    static void watch(Dispatcher pool) {
        pools.add(pool);
    }

    static void forget(Dispatcher pool) {
        pools.remove(pool);
    }

    static boolean hasBegun() {
        return hasBegun;
    }

    private static void begin() {
        hasBegun = true;
        if (isByInterrupt()) {
            pools.forEach(JvmExit::report);
        }
    }

    private static boolean isByInterrupt() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(INTERRUPT));
    }

    private static void report(Dispatcher pool) {
        var status = pool.status();
        if (status.running() + status.queued() > 0) {
            // prints: that is how programs answer a Ctrl-C
            System.err.println(
                    "interrupted: "
                            + pool.workforce().name()
                            + " ends, running="
                            + status.running()
                            + ", waiting="
                            + status.queued());
        }
    }
}
