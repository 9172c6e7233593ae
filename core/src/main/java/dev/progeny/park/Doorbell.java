package dev.progeny.park;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.progeny.os.Os;
import dev.progeny.os.Peer;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Event count in shared memory: threads sleep on it until somebody, in any process, rings.
///
/// | offset | size | name    | writer | mode | meaning                                          |
/// |-------:|-----:|---------|--------|------|--------------------------------------------------|
/// |      0 |    4 | signals | all    | CAS  | bit 0: somebody may sleep; the rest: wake-ups    |
///
/// It carries no data. A ringer publishes its data, then rings; a waiter says how to see whether
/// its data is there. All zero is a valid bell. The word has a pair of cache lines to itself.
///
/// **Protocol.** A waiter sets bit 0, *then* looks at the data, then sleeps for as long as the word
/// stays as it left it. A ringer stores its data, *then* looks at bit 0; if it is set, it clears it
/// and counts in one CAS, and wakes all sleepers. A full fence stands between store and look on
/// either side, so at least one of the two sees the other: the waiter the data, or the ringer the
/// bit. If the count moves between the waiter's look and its sleep, the kernel does not let it
/// sleep. Clearing the bit makes that many rings in a row cost one system call, and a bit that a
/// killed waiter left costs one.
///
/// Ringers: any threads of any process. Waiters: several threads of one process are possible, one
/// is usual; all of them are woken at each ring. The memory must stay mapped until all waiters of
/// this process have left: close the bell first.
public final class Doorbell implements AutoCloseable {

    /// Layout of a bell.
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("signals"), MemoryLayout.paddingLayout(124))
                    .withName("doorbell");

    /// Longest single sleep, in nanoseconds (50 ms): after it a waiter looks at all that may have
    /// happened without a ring.
    public static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);

    private static final VarHandle SIGNALS = LAYOUT.varHandle(PathElement.groupElement("signals"));
    private static final int SLEEPER = 1;
    private static final int LOOKS_PER_CLOCK = 16;
    private static final long SHORTEST_NAP = 20_000;
    private static final long LONGEST_NAP = 1_000_000;

    private final MemorySegment bell;
    private final Os os;

    /// The last look after a peer; a race between threads makes them look twice.
    private volatile @Nullable Look last;

    private volatile boolean isClosed;
    private volatile SpinBudget budget = new SpinBudget(Spin.forParticipants(2));

    /// Whose life was looked at, and when.
    private record Look(Peer peer, long nanos) {}

    private Doorbell(MemorySegment bell, Os os) {
        this.bell = bell;
        this.os = os;
    }

    /// The bell in some memory. Each process, and each user of its own in a process, makes its own.
    ///
    /// @param memory at least the layout's size, aligned to 4 bytes; all zero, or a bell already
    /// @param os sleeps and wakes
    /// @return the bell
    public static Doorbell at(MemorySegment memory, Os os) {
        return new Doorbell(memory.asSlice(0, LAYOUT.byteSize()), os);
    }

    /// Changes how long waits of this object may spin. They begin with [Spin#forParticipants] of 2.
    ///
    /// @param limit from the next wait on
    public void spin(Spin limit) {
        budget = new SpinBudget(limit);
    }

    /// Wakes all who sleep on the bell, if any do. Call it after publishing what they wait for.
    /// Never blocks; a system call only if somebody may sleep.
    public void ring() {
        VarHandle.fullFence(); // data before look; pairs with the fence in announce
        int seen = (int) SIGNALS.getOpaque(bell, 0L);
        if ((seen & SLEEPER) != 0) {
            wake(seen);
        }
    }

    /// Another ringer may have been faster; then the sleepers of that bit are its business, and the
    /// data of both is visible to them.
    private void wake(int seen) {
        if (SIGNALS.compareAndSet(bell, 0L, seen, seen + 1)) {
            os.wake(bell, Integer.MAX_VALUE);
        }
    }

    /// Waits until something is there.
    ///
    /// If it is there already, returns at once, whatever else holds: an interrupt stays pending. If
    /// the deadline is over already, looks once.
    ///
    /// @param ready looks whether it is there, with acquire semantics; called often, cheap, without
    ///     side effects for others
    /// @param deadline when to give up; never early
    /// @param peer the process that would ring; null if its death does not matter. It is looked at
    ///     every 50 ms, and where the deadline is over as by [#isFoundDead]
    /// @return how it ended; after the peer's death `ready` has had a last look
    /// @throws InterruptedException if this thread was interrupted before or while it waited
    public Wait await(BooleanSupplier ready, Deadline deadline, @Nullable Peer peer)
            throws InterruptedException {
        var outcome = waitFor(ready, deadline, peer);
        if (outcome == null) {
            throw new InterruptedException("interrupted while waiting for a ring");
        }
        return outcome;
    }

    /// Waits as [#await] does, but through interrupts, which stay pending.
    ///
    /// @param ready as in [#await]
    /// @param deadline as in [#await]
    /// @param peer as in [#await]
    /// @return how it ended
    public Wait awaitUninterruptibly(
            BooleanSupplier ready, Deadline deadline, @Nullable Peer peer) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                var outcome = waitFor(ready, deadline, peer);
                if (outcome != null) {
                    return outcome;
                }
                wasInterrupted = true; // a pending one would turn sleeps into a busy loop
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// @return null if the thread was interrupted; its interrupt is cleared then
    private @Nullable Wait waitFor(BooleanSupplier ready, Deadline deadline, @Nullable Peer peer) {
        if (ready.getAsBoolean()) {
            return Wait.READY;
        }
        long start = System.nanoTime();
        if (!deadline.isOver() && spinUntil(ready, start)) {
            return Wait.READY;
        }
        long nextLook = start + SLICE;
        while (true) {
            int seen = announce();
            if (ready.getAsBoolean()) {
                budget.slept(System.nanoTime() - start);
                return Wait.READY;
            }
            if (isClosed) {
                return Wait.CLOSED;
            }
            if (Thread.interrupted()) {
                return null;
            }
            long left = deadline.nanosLeft();
            if (peer != null && (left <= 0 || System.nanoTime() - nextLook >= 0)) {
                if (isFoundDead(peer)) {
                    return ready.getAsBoolean() ? Wait.READY : Wait.PEER_DEAD;
                }
                nextLook = System.nanoTime() + SLICE;
            }
            if (left <= 0) {
                return Wait.TIMED_OUT;
            }
            sleep(seen, Math.min(left, SLICE));
        }
    }

    /// Whether a peer is found to have died. Looks only if it has not for 50 ms, so that who does
    /// not wait, or again and again for less than that, learns of a death too. Never blocks.
    ///
    /// @param peer whose life matters
    /// @return false if it lives, or was looked at just now
    public boolean isFoundDead(Peer peer) {
        long now = System.nanoTime();
        var before = last;
        if (before != null && before.peer == peer && now - before.nanos < SLICE) {
            return false;
        }
        last = new Look(peer, now);
        return !peer.isAlive();
    }

    /// Sets the sleeper's bit.
    ///
    /// @return the word as the sleeper expects it
    private int announce() {
        int seen = (int) SIGNALS.getAcquire(bell, 0L);
        while ((seen & SLEEPER) == 0 && !SIGNALS.compareAndSet(bell, 0L, seen, seen | SLEEPER)) {
            seen = (int) SIGNALS.getAcquire(bell, 0L);
        }
        VarHandle.fullFence(); // bit before look; pairs with the fence in ring
        return seen | SLEEPER;
    }

    private void sleep(int seen, long nanos) {
        if (Thread.currentThread().isVirtual()) {
            nap(seen, nanos);
        } else {
            os.await(bell, seen, nanos);
        }
    }

    private void nap(int seen, long nanos) {
        long start = System.nanoTime();
        long nap = SHORTEST_NAP;
        long left = nanos;
        while (left > 0
                && (int) SIGNALS.getAcquire(bell, 0L) == seen
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, Math.min(nap, left));
            nap = Math.min(2 * nap, LONGEST_NAP);
            left = nanos - (System.nanoTime() - start);
        }
    }

    private boolean spinUntil(BooleanSupplier ready, long start) {
        var spinning = budget;
        long most = spinning.next();
        if (most == 0) {
            return false;
        }
        do {
            for (int look = 0; look < LOOKS_PER_CLOCK; look++) {
                Thread.onSpinWait();
                if (ready.getAsBoolean()) {
                    spinning.paid();
                    return true;
                }
            }
        } while (System.nanoTime() - start < most);
        spinning.failed();
        return false;
    }

    /// Ends all waits of this object, now and from now on, with [Wait#CLOSED]; other processes'
    /// waiters only look once more. Ringing stays possible. The second time does nothing new.
    @Override
    public void close() {
        isClosed = true;
        ring();
    }
}
