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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// A lock that threads of several processes take in turn, and that survives its holder.
///
///     try (var _ = lock.hold()) {
///         …
///     }
///
/// **Who holds it** is one thread of one process; nobody else can give it up. A plain lock
/// ([Reentrancy#NONE]) is taken once; a reentrant one, which [#create()] makes, is given up as
/// often as it was taken. It is reentrant for the thread, whichever of its process's objects for
/// this lock it uses. As with the locks of the JDK, a thread that *ends* while it holds the lock
/// leaves it held, until its process ends.
///
/// **When the holder's process dies**, however it dies, the next one that wants the lock gets
/// [AbandonedLockException]: at once if it comes later, within 100 ms if it waits already. The
/// exception says what it may do then. It looks like this:
///
///     try {
///         lock.lock();
///     } catch (AbandonedLockException e) {
///         …                                 // make good what is half changed
///         lock.recover();                   // now held as if nothing had happened
///     }
///
/// **Order.** Barging is allowed: a free lock goes to whoever comes first, since waking a sleeper
/// takes longer than most critical sections. Nobody starves: a waiter that has waited for a
/// millisecond stands in line, one at a time, and the next release is for the one in line. Which of
/// several waiters gets into line first is open.
///
/// **Memory.** What was done before `unlock()`, in any process, happens before what is done after
/// the next successful taking, in any process; that holds for shared memory, since nothing else is
/// common to processes. After a death it holds for all that the dead process stored.
///
/// **Threads.** Safe for use by all. A virtual thread gives its carrier free while it waits.
/// Methods that block do so without a bound unless a timeout is given; of a timeout, 0 and less
/// mean one try, and more than a century means for ever.
///
/// **Closing** ends the use by this object. Threads that wait through it get
/// [IllegalStateException]; other processes go on. Give the lock up before: it would stay held.
public final class SharedLock implements Lock, Shared {
    private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient Use use;
    private final transient Mutex mutex;
    private final transient Kin kin;
    private final transient Depth depth;
    private final transient boolean isReentrant;
    private final transient Hold hold = new Held();

    /// How often the holder, a thread of this process, has taken the lock beyond the first time.
    /// Only the lock's owner touches it; the lock's word orders that for the next one.
    private static final class Depth {
        int extra;
    }

    private SharedLock(Block block, Reentrancy reentrancy) {
        this(block, reentrancy, new Words(block.segment()));
    }

    /// @param words the block's, or a test's view of them
    SharedLock(Block block, Reentrancy reentrancy, Words words) {
        this.block = block;
        isReentrant = reentrancy == Reentrancy.FULL;
        var doorbell = Doorbell.at(block.segment().asSlice(LockLayout.BELL), Os.current());
        use = new Use(block, doorbell);
        kin = FamilyKin.current();
        mutex = new Mutex(words, Bell.of(doorbell, Spin.none()), kin, System::nanoTime);
        depth = block.companion(_ -> new Depth());
    }

    /// A lock that its holder can take again and again; free.
    ///
    /// @return the lock, to be closed
    public static SharedLock create() {
        return create(Reentrancy.FULL);
    }

    /// A free lock.
    ///
    /// @param reentrancy whether its holder can take it again
    /// @return the lock, to be closed
    public static SharedLock create(Reentrancy reentrancy) {
        Objects.requireNonNull(reentrancy, "reentrancy");
        return new SharedLock(Block.create(LockLayout.LAYOUT.byteSize()), reentrancy);
    }

    /// A lock that is being held; see [#hold].
    @FunctionalInterface
    public interface Hold extends AutoCloseable {
        /// Gives the lock up, as [SharedLock#unlock] does.
        @Override
        void close();
    }

    /// Who has a lock.
    ///
    /// @param pid its process, which may have died; -1 if that was so long ago that nobody knows
    /// @param threadId the [thread][Thread#threadId] in that process; the low 35 bits of its id
    public record Holder(long pid, long threadId) {}

    /// Takes the lock, waiting for it; interrupts stay pending.
    ///
    /// @throws AbandonedLockException if its holder died; see there
    /// @throws IllegalMonitorStateException if this thread holds it and it is not reentrant
    /// @throws IllegalStateException if this object is closed, or is while waiting
    @Override
    public void lock() {
        use.requireOpen();
        long me = mutex.me();
        if (mutex.takeFree(me)) {
            depth.extra = 0;
        } else {
            takeUninterruptibly(me, false, 0);
        }
    }

    /// Takes the lock, waiting for it, unless this thread is interrupted before or meanwhile.
    ///
    /// @throws InterruptedException if it was; the lock is not taken
    /// @throws AbandonedLockException as [#lock]
    @Override
    public void lockInterruptibly() throws InterruptedException {
        take(Patience.UNTIL_INTERRUPTED);
    }

    /// Takes the lock if nobody has it; never blocks.
    ///
    /// @return whether this thread holds it now; false for the holder of a plain lock
    /// @throws AbandonedLockException if its holder died
    @Override
    public boolean tryLock() {
        use.requireOpen();
        long me = mutex.me();
        if (mutex.takeFree(me)) {
            depth.extra = 0;
            return true;
        }
        return takesAgain(me) || isHeld(mutex.tryTake(me, false), 0);
    }

    /// Takes the lock, waiting for it up to some time.
    ///
    /// @param time the longest wait; 0 and less is one try
    /// @param unit its unit
    /// @return whether this thread holds it now; false for the holder of a plain lock, in time
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException as [#lock]
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return take(Patience.of(time, unit));
    }

    /// Takes the lock, waiting for it up to some time.
    ///
    /// @param timeout the longest wait; 0 and less is one try
    /// @return whether this thread holds it now; false for the holder of a plain lock, in time
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException as [#lock]
    public boolean tryLock(Duration timeout) throws InterruptedException {
        return take(Patience.of(timeout));
    }

    /// Gives the lock up once. After an [AbandonedLockException] and without [#recover] it leaves
    /// the repair to the next one. Never blocks.
    ///
    /// @throws IllegalMonitorStateException if it is not this thread's
    @Override
    public void unlock() {
        use.requireOpen();
        long me = mutex.me();
        if (depth.extra != 0 || !mutex.giveUnwaited(me)) {
            giveOnce(me);
        }
    }

    /// A condition on this lock, with no waiters.
    ///
    /// @return the condition, to be closed
    @Override
    public SharedCondition newCondition() {
        use.requireOpen();
        return SharedCondition.on(this);
    }

    /// Takes the lock for the length of a block, as [#lockInterruptibly] does.
    ///
    /// @return to be closed by this thread, once
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws AbandonedLockException as [#lock]
    public Hold hold() throws InterruptedException {
        lockInterruptibly();
        return hold;
    }

    /// Takes the lock as [#lock] does, but without minding that a holder died: the one who got the
    /// [AbandonedLockException] says so that all is in order again, and holds the lock. Does
    /// nothing if this thread holds it already.
    ///
    /// Waits where another one has been told instead, since this one took too long.
    public void recover() {
        use.requireOpen();
        long me = mutex.me();
        if (!mutex.isHeldBy(me)) {
            takeUninterruptibly(me, true, mutex.isOwnedBy(me) ? depth.extra : 0);
        }
    }

    /// Who has the lock now: who holds it, or was told of a death and is to repair.
    ///
    /// @return empty if it is free, or between two holders; may be old when it arrives
    public Optional<Holder> holder() {
        use.requireOpen();
        long word = mutex.word();
        boolean isOwned =
                LockWord.ownerOf(word) != 0 && LockWord.stateOf(word) != LockWord.State.RESERVED;
        return isOwned
                ? Optional.of(
                        new Holder(kin.pidOf(LockWord.memberOf(word)), LockWord.threadOf(word)))
                : Optional.empty();
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    @Override
    public void close() {
        use.close();
    }

    /// This thread, as the words of locks and conditions name it.
    long me() {
        return mutex.me();
    }

    /// Whether somebody may wait for the lock.
    boolean hasWaiters() {
        return LockWord.isWaited(mutex.word());
    }

    /// Whether this thread holds the lock, abandoned or not.
    boolean isMine() {
        use.requireOpen();
        return mutex.isOwnedBy(mutex.me());
    }

    /// Gives the lock up, however often it was taken.
    ///
    /// @return how often beyond the first time, for [#retake]
    int giveAll() {
        int extra = depth.extra;
        depth.extra = 0;
        unlock();
        return extra;
    }

    /// Takes the lock as often as it was taken before [#giveAll].
    void retake(int extra) {
        use.requireOpen();
        takeUninterruptibly(mutex.me(), false, extra);
    }

    private boolean take(Patience patience) throws InterruptedException {
        use.requireOpen();
        patience.checkInterrupt();
        long me = mutex.me();
        if (mutex.takeFree(me)) {
            depth.extra = 0;
            return true;
        }
        return takesAgain(me) || waitFor(me, patience, false, 0);
    }

    private void takeUninterruptibly(long me, boolean recovers, int extra) {
        try {
            boolean isHeld = takesAgain(me) || waitFor(me, Patience.ENDLESS, recovers, extra);
            assert isHeld : "an endless wait ended";
        } catch (InterruptedException e) {
            throw new AssertionError("a wait that does not heed interrupts", e);
        }
    }

    private boolean waitFor(long me, Patience patience, boolean recovers, int extra)
            throws InterruptedException {
        if (patience.isEndless() && mutex.isHeldBy(me)) {
            throw new IllegalMonitorStateException(
                    "this thread holds the lock already and would wait for itself; use"
                            + " SharedLock.create() for a reentrant one");
        }
        use.enter();
        try {
            return isHeld(mutex.take(me, patience, recovers), extra);
        } finally {
            use.leave();
        }
    }

    private boolean takesAgain(long me) {
        if (!isReentrant || !mutex.isHeldBy(me)) {
            return false;
        }
        depth.extra = Math.incrementExact(depth.extra);
        return true;
    }

    private boolean isHeld(Mutex.Taken taken, int extra) {
        if (taken.result() == Mutex.Result.BUSY) {
            return false;
        }
        depth.extra = extra;
        if (taken.result() == Mutex.Result.ABANDONED) {
            throw new AbandonedLockException(death(taken.dead()));
        }
        return true;
    }

    private String death(long dead) {
        return "the holder of the lock died: pid="
                + kin.pidOf(LockWord.memberOf(dead))
                + ", thread="
                + LockWord.threadOf(dead)
                + "; repair what the lock guards, then call recover()";
    }

    private void giveOnce(long me) {
        use.enter();
        try {
            if (!mutex.isOwnedBy(me)) {
                throw new IllegalMonitorStateException(
                        "not held by this thread: " + this + "; unlock in the thread that locked");
            }
            if (depth.extra > 0) {
                depth.extra--;
            } else {
                mutex.give(me);
            }
        } finally {
            use.leave();
        }
    }

    @Override
    public String toString() {
        if (use.isClosed()) {
            return "SharedLock[closed]";
        }
        long word = mutex.word();
        boolean isMine = LockWord.ownerOf(word) == mutex.me();
        String times = isMine && depth.extra > 0 ? ", " + (depth.extra + 1) + " times" : "";
        return "SharedLock[" + LockWord.describe(word, kin) + times + "]";
    }

    private Object writeReplace() {
        return new Sent(block.handle(), isReentrant ? Reentrancy.FULL : Reentrancy.NONE);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a lock travels as its handle, never as itself");
    }

    private final class Held implements Hold {
        @Override
        public void close() {
            unlock();
        }
    }

    /// A lock on its way.
    private record Sent(Block.Handle handle, Reentrancy reentrancy) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedLock(Block.attach(handle), reentrancy);
        }
    }
}
