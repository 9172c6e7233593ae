package dev.progeny.sync;

import dev.progeny.family.Block;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;
import dev.progeny.shm.Shared;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;

/// Permits that threads of several processes take and give back.
///
/// Nobody owns a permit: any thread of any process may release what another one acquired, and
/// releases may lift the number beyond what it was at the start, unless the semaphore is
/// [#bounded].
///
/// **When a process dies**, killed or by a normal end, the permits that it had on loan come back:
/// at once for who comes then, within 100 ms for who waits. This is how loans are counted:
///
/// - The permits of the *start* are lent. Acquiring one is a loan to the process.
/// - A release ends a loan: one of its own process, or else one of another process. So where one
///   process acquires and another one releases, nothing comes back twice.
/// - A release while nothing is on loan *adds* a permit. Acquiring an added one consumes it, and it
///   never comes back. So a semaphore that starts with 0, by which one process tells others how
///   much there is to do, counts exactly, whoever dies.
///
/// A process that is to keep a permit beyond its end should therefore not take one of the start:
/// begin with 0, and release what there is.
///
/// **Order.** Waiters are served in no particular order, and a thread that comes at the right time
/// may pass them.
///
/// **Memory.** What was done before `release()`, in any process, happens before what is done after
/// an acquisition that it made possible.
///
/// Safe for use by all threads. A virtual thread gives its carrier free while it waits. [#close]
/// ends the waits through this object with [IllegalStateException], and gives back nothing.
public final class SharedSemaphore implements Shared {
    private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient Use use;
    private final transient Permits permits;

    private SharedSemaphore(Block block) {
        this.block = block;
        var memory = block.segment();
        var words = new Words(memory);
        var kin = FamilyKin.current();
        var doorbell = Doorbell.at(memory.asSlice(SemaphoreLayout.BELL), Os.current());
        use = new Use(block, doorbell);
        permits =
                new Permits(
                        words,
                        Mutex.at(memory, kin),
                        Bell.of(doorbell, Spin.forParticipants(2)),
                        kin);
    }

    /// A semaphore without an upper bound.
    ///
    /// @param permits at the start, at least 0
    /// @return the semaphore, to be closed
    public static SharedSemaphore create(int permits) {
        return create(permits, Integer.MAX_VALUE);
    }

    /// A semaphore that never has more permits than at the start.
    ///
    /// @param permits at the start, at least 0
    /// @return the semaphore, to be closed
    public static SharedSemaphore bounded(int permits) {
        return create(permits, permits);
    }

    private static SharedSemaphore create(int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "negative number of permits: permits=" + permits + "; start with 0 or more");
        }
        var block = Block.create(SemaphoreLayout.LAYOUT.byteSize());
        Permits.format(new Words(block.segment()), permits, bound);
        return new SharedSemaphore(block);
    }

    /// Takes a permit, waiting for it.
    ///
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    public void acquire() throws InterruptedException {
        acquire(Patience.UNTIL_INTERRUPTED);
    }

    /// Takes a permit if one is there; never waits for one.
    ///
    /// @return whether it was taken
    public boolean tryAcquire() {
        use.enter();
        try {
            return permits.tryAcquire();
        } finally {
            use.leave();
        }
    }

    /// Takes a permit, waiting for it up to some time.
    ///
    /// @param timeout the longest wait; 0 and less is one try
    /// @return whether it was taken
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquire(Patience.of(timeout));
    }

    /// Gives a permit back, or adds one.
    ///
    /// @throws IllegalStateException if there would be more than the bound, or than [Integer]s
    public void release() {
        use.enter();
        try {
            if (!permits.release()) {
                throw new IllegalStateException(
                        "released more often than acquired: "
                                + this
                                + "; create(…) makes a semaphore without this bound");
            }
        } finally {
            use.leave();
        }
    }

    /// Permits that are there now; those of processes that have died have come back.
    ///
    /// @return at least 0; may be old when it arrives
    public int availablePermits() {
        use.enter();
        try {
            return permits.available();
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
    }

    private boolean acquire(Patience patience) throws InterruptedException {
        use.enter();
        try {
            patience.checkInterrupt();
            var outcome = permits.acquire(patience);
            if (outcome == Wait.CLOSED) {
                throw new IllegalStateException("closed while waiting for a permit");
            }
            return outcome == Wait.READY;
        } finally {
            use.leave();
        }
    }

    @Override
    public String toString() {
        return use.isClosed()
                ? "SharedSemaphore[closed]"
                : "SharedSemaphore[permits=" + permits.peek() + "]";
    }

    private Object writeReplace() {
        return new Sent(block.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a semaphore travels as its handle, never as itself");
    }

    /// A semaphore on its way.
    private record Sent(Block.Handle handle) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedSemaphore(Block.attach(handle));
        }
    }
}
