package dev.progeny.os;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What this process does before all else when it has become the fork of another one: it forgets
/// what it remembers of that one's children, threads, pools and memory.
///
/// Whoever keeps something in a static field adds its renewal where that field is made. A renewal
/// replaces the object that holds the state *and its lock*, and takes no lock itself: threads that
/// hold one have stopped for ever.
public final class Renewals {
    private static final List<Runnable> ALL = new CopyOnWriteArrayList<>();
    private static volatile int generation;

    private Renewals() {}

    /// Adds one.
    ///
    /// @param renewal run in each fork of this process, by its only thread
    public static void add(Runnable renewal) {
        ALL.add(renewal);
    }

    /// How many forks of an application's JVM there are between its first process and this one.
    /// What remembers another number than this belongs to another process.
    ///
    /// @return 0 in a process that is none
    public static int generation() {
        return generation;
    }

    /// Refuses what was made before this process became a fork.
    ///
    /// @param madeIn the generation in which it was made
    /// @param what names it
    /// @throws IllegalStateException if that is another process's
    public static void requireOwn(int madeIn, String what) {
        if (madeIn != generation) {
            throw new IllegalStateException(
                    what
                            + " belongs to the process that this one is a fork of; make another"
                            + " one here");
        }
    }

    static void run() {
        int parents = generation; // no other thread is there
        generation = parents + 1;
        ALL.forEach(Runnable::run);
    }
}
