package dev.progeny.sync;

import dev.progeny.task.ProgenyException;

/// The process that held a lock died: what the lock guards may be half changed.
///
/// Whoever gets this exception *owns the lock as abandoned*: it is the one to repair, and nobody
/// else gets in or is told meanwhile. It then calls [SharedLock#recover], which makes the lock an
/// ordinary one that it holds, and later [SharedLock#unlock]. If it calls `unlock()` without
/// `recover()`, or dies, or does neither for half a second, the next one that wants the lock gets
/// this exception and the repair with it. A repair that takes longer belongs after `recover()`.
public final class AbandonedLockException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    AbandonedLockException(String message) {
        super(message, null);
    }

    /// For locks that live elsewhere and follow the same rule.
    ///
    /// @param death who died, and what is to be done
    /// @return the exception, to be thrown
    public static AbandonedLockException because(String death) {
        return new AbandonedLockException(death);
    }
}
