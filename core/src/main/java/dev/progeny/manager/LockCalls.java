package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// The calls of a managed lock. Who calls is known from the call itself.
@Uninterrupted
interface LockCalls {

    /// How a try to take the lock ended.
    ///
    /// @param isTaken whether the caller owns it
    /// @param death of the former holder, if the caller owns it as abandoned
    record Taken(boolean isTaken, @Nullable String death) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /// Takes the lock if that needs no wait.
    Taken tryTake();

    /// Takes the lock.
    ///
    /// @param nanos the longest wait
    @Waits(undo = "giveBack")
    Taken take(long nanos) throws InterruptedException;

    /// Gives up what [#take] took for the caller when he did not want it any more.
    void giveBack(Taken taken);

    /// Takes the lock whether it is abandoned or not, and makes it an ordinary one.
    @Waits
    void recover() throws InterruptedException;

    @Uninterrupted
    void release();

    RemoteLock.@Nullable Holder holder();

    /// Makes a condition.
    ///
    /// @return its number
    int newCondition();

    /// Gives the lock up, waits for a signal, and takes the lock again.
    ///
    /// @param nanos the longest wait
    /// @return false if the time was over first
    @Waits(endsLate = true)
    boolean await(int condition, long nanos) throws InterruptedException;

    /// Waits for a signal as [#await] does, through interrupts of the caller. It is one call, so
    /// that the caller keeps its place among those who wait, and a signal given meanwhile.
    ///
    /// @throws InterruptedException if the call was given up for another reason
    @Waits(endsLate = true)
    @Uninterrupted
    void awaitUninterruptibly(int condition) throws InterruptedException;

    /// Waits until the caller has the lock again after a wait of his, the end of which he could not
    /// hear since his connection broke.
    ///
    /// @throws dev.progeny.sync.AbandonedLockException if he has it, and its last holder has gone
    /// @throws IllegalMonitorStateException if he neither has it nor waits for a signal
    @Waits
    void regain() throws InterruptedException;

    @Uninterrupted
    void signal(int condition, boolean all);
}
