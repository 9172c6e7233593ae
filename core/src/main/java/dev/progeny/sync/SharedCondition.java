package dev.progeny.sync;

import dev.progeny.family.Block;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.shm.Shared;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/// A condition on a [SharedLock]: threads that hold the lock wait until another one, in any
/// process, says that something has changed.
///
///     try (var _ = lock.hold()) {
///         while (!isThere()) {
///             condition.await();
///         }
///     }
///
/// Made by [SharedLock#newCondition]. All methods but `close` and `isOwner` need the lock, and fail
/// with [IllegalMonitorStateException] in a thread that does not have it. Waiting gives the lock
/// up, however often it was taken, and takes it as often again before it returns or throws. A wait
/// may end for no reason, so look again, as above.
///
/// **Order.** [#signal] wakes the one that has waited longest. Up to 512 threads may wait at a
/// time; one more is refused with [IllegalStateException].
///
/// **Interrupts.** A thread that was signalled returns as such, and an interrupt that came later
/// stays pending; one that was interrupted first throws and has consumed no signal.
///
/// **When a process dies.** A waiter that dies leaves the queue, and if it had a signal already,
/// that goes on to the next one, within 100 ms. If the *holder* of the lock dies, those who are on
/// their way out of a wait get [AbandonedLockException], as from [SharedLock#lock]: what it says
/// about owning the lock holds, and the usual `unlock` in a `finally` is right.
///
/// **Closing** ends the use by this object, but not that of its lock: waiters get
/// [IllegalStateException], with the lock. An object that has travelled has a lock object of its
/// own, which it closes too.
public final class SharedCondition implements Condition, Shared {
    private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient Use use;
    private final transient WaitQueue queue;
    private final transient SharedLock lock;
    private final transient boolean closesLock;
    private final transient WaitQueue.Guard guard;

    private SharedCondition(Block block, SharedLock lock, boolean closesLock) {
        this.block = block;
        this.lock = lock;
        this.closesLock = closesLock;
        guard = new OfLock(lock);
        var words = new Words(block.segment());
        var doorbell = Doorbell.at(block.segment().asSlice(ConditionLayout.BELL), Os.current());
        use = new Use(block, doorbell);
        queue = new WaitQueue(words, Bell.of(doorbell, Spin.none()), FamilyKin.current());
    }

    static SharedCondition on(SharedLock lock) {
        return new SharedCondition(Block.create(ConditionLayout.LAYOUT.byteSize()), lock, false);
    }

    /// Waits for a signal.
    ///
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if the holder of the lock died meanwhile
    @Override
    public void await() throws InterruptedException {
        waitFor(Patience.UNTIL_INTERRUPTED);
    }

    /// Waits for a signal; interrupts stay pending.
    ///
    /// @throws AbandonedLockException if the holder of the lock died meanwhile
    @Override
    public void awaitUninterruptibly() {
        try {
            waitFor(Patience.ENDLESS);
        } catch (InterruptedException e) {
            throw new AssertionError("a wait that does not heed interrupts", e);
        }
    }

    /// Waits for a signal up to some time.
    ///
    /// @param nanosTimeout the longest wait
    /// @return what is left of it; 0 or less if it was over
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if the holder of the lock died meanwhile
    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        var patience = Patience.of(nanosTimeout, TimeUnit.NANOSECONDS);
        boolean isSignalled = waitFor(patience);
        long left = patience.isEndless() ? nanosTimeout : patience.deadline().nanosLeft();
        return isSignalled ? left : Math.min(left, 0);
    }

    /// Waits for a signal up to some time.
    ///
    /// @param time the longest wait
    /// @param unit its unit
    /// @return false if the time was over first
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if the holder of the lock died meanwhile
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return waitFor(Patience.of(time, unit));
    }

    /// Waits for a signal up to some time.
    ///
    /// @param timeout the longest wait
    /// @return false if the time was over first
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if the holder of the lock died meanwhile
    public boolean await(Duration timeout) throws InterruptedException {
        return waitFor(Patience.of(timeout));
    }

    /// Waits for a signal until some time of the clock.
    ///
    /// @param deadline the end of the wait, by the system's clock as it is now
    /// @return false if it was over first
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException if the holder of the lock died meanwhile
    @Override
    @SuppressWarnings("JavaUtilDate") // the JDK's signature
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long left = Math.max(0, deadline.getTime()) - System.currentTimeMillis();
        return waitFor(Patience.of(left, TimeUnit.MILLISECONDS));
    }

    /// Wakes the thread that has waited longest, if any waits. Never blocks.
    @Override
    public void signal() {
        enter();
        try {
            queue.signal();
        } finally {
            use.leave();
        }
    }

    /// Wakes all threads that wait. Never blocks.
    @Override
    public void signalAll() {
        enter();
        try {
            queue.signalAll();
        } finally {
            use.leave();
        }
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    @Override
    public void close() {
        use.close();
        if (closesLock) {
            lock.close();
        }
    }

    private boolean waitFor(Patience patience) throws InterruptedException {
        enter();
        try {
            patience.checkInterrupt();
            var end = queue.await(lock.me(), guard, patience);
            if (end == WaitQueue.End.CLOSED) {
                throw new IllegalStateException("closed while waiting for a signal");
            }
            if (end == WaitQueue.End.INTERRUPTED && Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a signal");
            }
            return end == WaitQueue.End.SIGNALLED;
        } finally {
            use.leave();
        }
    }

    private void enter() {
        use.requireOpen();
        if (!lock.isMine()) {
            throw new IllegalMonitorStateException(
                    "this thread does not have the condition's lock: " + lock + "; lock it first");
        }
        use.enter();
    }

    @Override
    public String toString() {
        return use.isClosed()
                ? "SharedCondition[closed]"
                : "SharedCondition[waiters=" + queue.waiters() + ", " + lock + "]";
    }

    private Object writeReplace() {
        return new Sent(block.handle(), lock);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a condition travels as its handle, never as itself");
    }

    /// What a wait does to the lock.
    private record OfLock(SharedLock lock) implements WaitQueue.Guard {
        @Override
        public int giveAll() {
            return lock.giveAll();
        }

        @Override
        public void retake(int extra) {
            lock.retake(extra);
        }
    }

    /// A condition on its way.
    private record Sent(Block.Handle handle, SharedLock lock) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedCondition(Block.attach(handle), lock, true);
        }
    }
}
