package dev.progeny.manager;

import java.util.concurrent.locks.ReentrantLock;

/// An object whose calls take turns: the engine holds its lock from before a call until its result
/// is encoded, so that the object itself knows nothing of threads.
abstract class Guarded {
    final ReentrantLock turn = new ReentrantLock(true);
}
