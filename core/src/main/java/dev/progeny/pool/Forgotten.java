package dev.progeny.pool;

import java.lang.ref.Cleaner;

/// Shuts down pools that nobody closed and nobody can reach any more: what was submitted still
/// runs, then their workers end.
final class Forgotten {
    private static final Cleaner CLEANER = Cleaner.create();

    private Forgotten() {}

    /// Begins to look after a pool.
    ///
    /// @param pool must not be reachable from its dispatcher
    /// @param dispatcher the pool's
    static void watch(ProcessPool pool, Dispatcher dispatcher) {
        CLEANER.register(pool, dispatcher.closing()::shutdown);
    }
}
