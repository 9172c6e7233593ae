package dev.progeny.manager;

import dev.progeny.park.Spin;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.ReentrantLock;

/// An object whose calls take turns: the engine holds its lock from before a call until its result
/// is encoded, so that the object itself knows nothing of threads.
abstract class Guarded {
    /// Tries for about 5 µs: most calls of others are over by then, and another thread costs more.
    private static final int TRIES = Spin.processors() > 1 ? 200 : 1;

    final ReentrantLock turn = new ReentrantLock(true);

    /// Takes the turn if it comes soon and nobody waits for it.
    final boolean tryTurn() {
        for (int i = 0; i < TRIES && !turn.hasQueuedThreads(); i++) {
            if (turn.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /// What a call within this process gets, which is not encoded in this turn: a copy where the
    /// result is this object's own state.
    @Nullable Object detached(@Nullable Object result) {
        return result;
    }
}
