package dev.progeny.pool;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Who decides what becomes of each unit of work that was sent to a worker.
///
///     OFFERED --start, worker--> STARTED --finish, worker--> FINISHED
///        \                          \
///         --revoke, parent--> REVOKED --doom, parent--> DOOMED
///
/// A unit's word is `number * 8 + state` at `number % SIZE`; every transition is one
/// compare-and-set, so exactly one side wins:
/// - *revoked*: the worker has not started it and will not; it may be given to another.
/// - *doomed*: the worker is running it and can neither finish it nor start another one; it may be
///   killed without killing anything else.
///
/// After a death the words tell what ran: a unit that is OFFERED was not started, so another worker
/// may run it; any other may have had an effect, and is not run again. A word is used again only
/// after the worker has taken the unit that had it before.
final class Claims {
    /// Units that can be at a worker at a time.
    static final int SIZE = 1024;

    static final long BYTE_SIZE = (long) SIZE * Long.BYTES;

    private static final long OFFERED = 1;
    private static final long STARTED = 2;
    private static final long FINISHED = 3;
    private static final long REVOKED = 4;
    private static final long DOOMED = 5;
    private static final int STATE_BITS = 3;
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private final MemorySegment words;

    Claims(MemorySegment words) {
        this.words = words;
    }

    /// By the parent, before the unit is put into the ring.
    void offer(long number) {
        WORD.setRelease(words, offset(number), word(number, OFFERED)); // pairs with start
    }

    /// By the worker, before it runs the unit.
    ///
    /// @return false if the parent has taken it back
    boolean start(long number) {
        return move(number, OFFERED, STARTED);
    }

    /// By the worker, after its result is in the ring.
    ///
    /// @return false if the worker is to be killed
    boolean finish(long number) {
        return move(number, STARTED, FINISHED);
    }

    /// By the parent.
    ///
    /// @return whether the unit is the parent's again
    boolean revoke(long number) {
        return move(number, OFFERED, REVOKED);
    }

    /// By the parent.
    ///
    /// @return whether the worker is caught in the unit; false if it had ended
    boolean doom(long number) {
        return move(number, STARTED, DOOMED);
    }

    /// By the parent, after the worker's death.
    ///
    /// @return whether it had not started the unit
    boolean isOffered(long number) {
        return (long) WORD.getAcquire(words, offset(number)) == word(number, OFFERED);
    }

    /// By the parent, at any time: whether the worker runs it now.
    boolean isRunning(long number) {
        return (long) WORD.getAcquire(words, offset(number)) == word(number, STARTED);
    }

    private boolean move(long number, long from, long to) {
        return WORD.compareAndSet(words, offset(number), word(number, from), word(number, to));
    }

    private static long word(long number, long state) {
        return number << STATE_BITS | state;
    }

    private static long offset(long number) {
        return (number & (SIZE - 1)) * Long.BYTES;
    }
}
