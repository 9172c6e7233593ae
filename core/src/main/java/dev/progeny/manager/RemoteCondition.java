package dev.progeny.manager;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// A condition on a [RemoteLock]; it travels. Wake-ups without a signal do not occur, but another
/// one may be quicker to take the lock, so wait in a loop as with any condition.
///
/// A wait ends with the lock held, also where an interrupt or [Manager#within] ends it, and however
/// long it takes to have the lock again. So it does where the connection broke meanwhile and the
/// client [came back][ManagerOptions#withReconnect]: the wait ends with a [ServerGoneException]
/// then. A signal may have gone with its answer.
///
/// **When a client dies**, a signal that was on its way to it goes on to the next waiter. If the
/// *holder* of the lock dies, who comes out of a wait gets
/// [dev.progeny.sync.AbandonedLockException], as from [RemoteLock#lock].
public interface RemoteCondition extends Condition, Serializable {

    /// The lock that this belongs to.
    ///
    /// @return a proxy of it
    RemoteLock lock();

    /// Waits for a signal for some time; the lock is given up meanwhile.
    ///
    /// @param timeout the longest wait
    /// @return false if the time was over first
    /// @throws InterruptedException if this thread was interrupted; the lock is held again
    /// @throws dev.progeny.sync.AbandonedLockException if the holder of the lock died meanwhile
    boolean await(Duration timeout) throws InterruptedException;
}
