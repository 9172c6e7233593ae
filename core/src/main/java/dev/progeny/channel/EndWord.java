package dev.progeny.channel;

import dev.progeny.family.Members;

import java.lang.foreign.MemorySegment;

/// Who holds an end of a pair: one word of shared memory, changed by CAS only.
///
///     FREE --made--> HELD --sent--> TRAVELLING --received--> HELD by the receiver
///     TRAVELLING --used by its sender--> HELD by the sender again
///     HELD, TRAVELLING --closed, or found dead--> CLOSED
///
/// | bits     | field  | meaning                                                       |
/// |----------|--------|---------------------------------------------------------------|
/// | 0 to 1   | state  | 0 FREE, 1 HELD, 2 TRAVELLING, 3 CLOSED                        |
/// | 2 to 27  | member | the process that holds it or has sent it                      |
/// | 28 to 63 | serial | how often it has been claimed, so that each holder is another |
///
/// An end has one holder at a time. What was sent is still answered for by its sender, until it is
/// received: if the sender dies before, and the other end notices, the end is closed.
final class EndWord {
    private static final long FREE = 0;
    private static final long HELD = 1;
    private static final long TRAVELLING = 2;
    private static final long CLOSED = 3;
    private static final long STATES = 3;
    private static final int MEMBER_AT = 2;
    private static final int SERIAL_AT = MEMBER_AT + Members.BITS;
    private static final long MEMBERS = (1L << Members.BITS) - 1;

    private final MemorySegment end;
    private final Members members;

    /// The word while the object that claimed it holds the end.
    private long own;

    /// Of the last holder that was looked after; -1 if none was.
    private volatile long lastPid = -1;

    EndWord(MemorySegment end, Members members) {
        this.end = end;
        this.members = members;
    }

    /// Becomes the holder.
    ///
    /// @throws IllegalStateException if a living process holds it, or it is closed
    void claim() {
        long found = load();
        while (true) {
            if (state(found) == HELD && members.isAlive(member(found))) {
                throw new IllegalStateException(
                        "this end of a connection is in use: by pid="
                                + members.pidOf(member(found))
                                + "; an end has one holder at a time: send it once, and do not use"
                                + " it where it came from");
            }
            if (state(found) == CLOSED) {
                throw new IllegalStateException(
                        "this end of a connection was given up before it arrived; its sender has"
                                + " died, or has sent it twice");
            }
            own = word(HELD, members.self(), (found >>> SERIAL_AT) + 1);
            if (EndLayout.HOLDER.compareAndSet(end, 0L, found, own)) {
                return;
            }
            found = load();
        }
    }

    /// Whether this object may use the end; takes it back if it was sent and has not arrived.
    boolean isHeld() {
        long found = load();
        return found == own
                || (found == sent() && EndLayout.HOLDER.compareAndSet(end, 0L, sent(), own))
                || (found == sent() && isHeld());
    }

    /// Notes that the end is on its way to another process.
    ///
    /// @return false if this object does not hold it
    boolean send() {
        return EndLayout.HOLDER.compareAndSet(end, 0L, own, sent()) || load() == sent();
    }

    /// Whether the end is on its way, sent by this object.
    boolean isOnItsWay() {
        return load() == sent();
    }

    /// Gives the end up, if this object holds it.
    ///
    /// @return whether it did
    boolean close() {
        return EndLayout.HOLDER.compareAndSet(end, 0L, own, closed(own));
    }

    /// Why this object may not use the end, where [#isHeld] was false.
    String whereabouts() {
        long found = load();
        return state(found) == CLOSED
                ? "was closed"
                : "was sent to another process: pid=" + members.pidOf(member(found));
    }

    boolean isClosed() {
        return state(load()) == CLOSED;
    }

    /// Whether it is closed, or its holder has died; then closes it. Slow.
    boolean isLost() {
        long found = load();
        if (state(found) == CLOSED) {
            return true;
        }
        pid(); // its place in the table is given to others soon after its death
        if (state(found) == FREE || members.isAlive(member(found))) {
            return false;
        }
        return EndLayout.HOLDER.compareAndSet(end, 0L, found, closed(found)) || isClosed();
    }

    /// Who holds it, or held it last.
    int member() {
        return member(load());
    }

    /// Pid of the last holder, for messages.
    long pid() {
        long found = members.pidOf(member(load()));
        if (found >= 0) {
            lastPid = found;
        }
        return lastPid;
    }

    private long sent() {
        return own - HELD + TRAVELLING;
    }

    private long load() {
        return (long) EndLayout.HOLDER.getAcquire(end, 0L); // pairs with the CAS of other holders
    }

    private static long closed(long word) {
        return word | CLOSED;
    }

    private static long state(long word) {
        return word & STATES;
    }

    private static int member(long word) {
        return (int) (word >>> MEMBER_AT & MEMBERS);
    }

    private static long word(long state, int member, long serial) {
        return state | (long) member << MEMBER_AT | serial << SERIAL_AT;
    }
}
