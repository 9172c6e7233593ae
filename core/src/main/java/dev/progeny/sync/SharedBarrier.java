package dev.progeny.sync;

import dev.progeny.family.Block;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.shm.Shared;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A meeting point of a number of threads in several processes: each waits until all have come,
/// round after round.
///
/// **Breaking.** A round in which a party is late, is interrupted, closes its object or dies can
/// never be complete: it *breaks*, at once or within 100 ms of a death, all who wait in it get
/// [BrokenBarrierException], and so does everybody who comes later, until [#reset]. The barrier
/// cannot know of a party that died *before* it came: give a timeout where that can happen.
///
/// **Action.** If there is one, the last party to come runs it, in its process, before anybody goes
/// on; the others see what it did to shared memory. It is sent along with the barrier, so what it
/// captured is captured by value. An exception that it throws breaks the barrier, and comes out of
/// that party's [#await()]; a checked one as the cause of a
/// [java.util.concurrent.CompletionException].
///
/// **Memory.** What any party did before `await()` happens before what any of them does after it.
///
/// Safe for use by all threads; more of them than parties may use it, and make rounds as they come.
/// [#close] ends the use by this object.
public final class SharedBarrier implements Shared {
    private static final long serialVersionUID = 1L;
    private static final String REMEDY = "; the barrier is broken until reset()";

    private final transient Block block;
    private final transient Use use;
    private final transient Rounds rounds;
    private final transient @Nullable RemoteRunnable action;
    private final transient @Nullable Duration timeout;

    private SharedBarrier(
            Block block, @Nullable RemoteRunnable action, @Nullable Duration timeout) {
        this.block = block;
        this.action = action;
        this.timeout = timeout;
        var memory = block.segment();
        var kin = FamilyKin.current();
        var doorbell = Doorbell.at(memory.asSlice(BarrierLayout.BELL), Os.current());
        use = new Use(block, doorbell);
        var bell = Bell.of(doorbell, Spin.forParticipants(2));
        rounds = new Rounds(new Words(memory), Mutex.at(memory, kin), bell, kin);
    }

    /// A barrier without action and timeout.
    ///
    /// @param parties how many make a round, 1 to 65,535
    /// @return the barrier, to be closed
    public static SharedBarrier create(int parties) {
        return create(parties, null, null);
    }

    /// A barrier with an action.
    ///
    /// @param parties how many make a round, 1 to 65,535
    /// @param action what the last party of each round runs
    /// @return the barrier, to be closed
    public static SharedBarrier create(int parties, RemoteRunnable action) {
        return create(parties, Objects.requireNonNull(action, "action"), null);
    }

    /// A barrier with a timeout for [#await()].
    ///
    /// @param parties how many make a round, 1 to 65,535
    /// @param timeout the longest wait of a party; it breaks the barrier
    /// @return the barrier, to be closed
    public static SharedBarrier create(int parties, Duration timeout) {
        return create(parties, null, Objects.requireNonNull(timeout, "timeout"));
    }

    private static SharedBarrier create(
            int parties, @Nullable RemoteRunnable action, @Nullable Duration timeout) {
        if (parties < 1 || parties > Rounds.MOST) {
            throw new IllegalArgumentException(
                    "no such number of parties: parties=" + parties + "; use 1 to " + Rounds.MOST);
        }
        var block = Block.create(BarrierLayout.byteSize(parties));
        new Words(block.segment()).setRelease(BarrierLayout.PARTIES, parties);
        return new SharedBarrier(block, action, timeout);
    }

    /// Waits until all parties have come, for as long as the barrier's timeout says.
    ///
    /// @return 0 for the party that came last, `parties - 1` for the first, each number once
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile: also by this
    ///     party being late
    public int await() throws InterruptedException, BrokenBarrierException {
        var passage = pass(timeout == null ? Patience.UNTIL_INTERRUPTED : Patience.of(timeout));
        if (passage.end() == Rounds.End.TIMED_OUT) {
            throw new BrokenBarrierException("a party was late: timeout=" + timeout + REMEDY);
        }
        return passage.index();
    }

    /// Waits until all parties have come, up to some time.
    ///
    /// @param limit the longest wait; 0 and less passes only the last one
    /// @return as [#await()]
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    /// @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile
    /// @throws TimeoutException if the time was over first; that broke it
    public int await(Duration limit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        var passage = pass(Patience.of(limit));
        if (passage.end() == Rounds.End.TIMED_OUT) {
            throw new TimeoutException("a party was late: timeout=" + limit + REMEDY);
        }
        return passage.index();
    }

    /// Breaks the barrier, for those who wait and those who come. Never blocks.
    public void abort() {
        use.enter();
        try {
            rounds.abort();
        } finally {
            use.leave();
        }
    }

    /// Makes the barrier as new. Those who wait get [BrokenBarrierException]. Never blocks.
    public void reset() {
        use.enter();
        try {
            rounds.reset();
        } finally {
            use.leave();
        }
    }

    /// Whether it is broken.
    ///
    /// @return true until [#reset]
    public boolean isBroken() {
        use.requireOpen();
        return rounds.isBroken();
    }

    /// How many make a round.
    ///
    /// @return as it was created
    public int parties() {
        use.requireOpen();
        return rounds.parties();
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    @Override
    public void close() {
        use.close();
    }

    private Rounds.Passage pass(Patience patience)
            throws InterruptedException, BrokenBarrierException {
        use.enter();
        try {
            patience.checkInterrupt();
            var passage = rounds.await(action, patience);
            return switch (passage.end()) {
                case PASSED, TIMED_OUT -> passage;
                case BROKEN ->
                        throw new BrokenBarrierException(
                                "a party was late, interrupted, dead or aborted the barrier"
                                        + REMEDY);
                case CLOSED ->
                        throw new IllegalStateException("closed while waiting at the barrier");
                case INTERRUPTED -> {
                    Thread.interrupted(); // told by the exception
                    throw new InterruptedException("interrupted at the barrier" + REMEDY);
                }
            };
        } finally {
            use.leave();
        }
    }

    @Override
    public String toString() {
        if (use.isClosed()) {
            return "SharedBarrier[closed]";
        }
        String waiting = "waiting=" + rounds.waiting() + " of " + rounds.parties();
        return "SharedBarrier[" + waiting + (rounds.isBroken() ? ", broken]" : "]");
    }

    private Object writeReplace() {
        return new Sent(block.handle(), action, timeout);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a barrier travels as its handle, never as itself");
    }

    /// A barrier on its way.
    private record Sent(
            Block.Handle handle, @Nullable RemoteRunnable action, @Nullable Duration timeout)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedBarrier(Block.attach(handle), action, timeout);
        }
    }
}
