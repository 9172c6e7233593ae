package dev.progeny.pool;

import dev.progeny.os.Renewals;

import java.lang.ref.Cleaner;

/// Shuts down pools that nobody closed and nobody can reach any more: what was submitted still
/// runs, then their workers end.
final class Forgotten {
    private static volatile Cleaner cleaner = Cleaner.create();

    static {
        Renewals.add(() -> cleaner = Cleaner.create()); // its thread has stopped, with its pools
    }

    private Forgotten() {}

    /// Begins to look after a pool.
    ///
    /// @param pool must not be reachable from its dispatcher
    /// @param dispatcher the pool's
    static void watch(ProcessPool pool, Dispatcher dispatcher) {
        cleaner.register(pool, dispatcher.closing()::shutdown);
    }
}
