package dev.progeny.channel;

import dev.progeny.park.Deadline;
import dev.progeny.ring.RingCorruptedException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// The receiving direction of a connection. What has come of a message stays for the next call when
/// one ends early. Safe for use by several threads, which take turns.
final class Incoming {
    private final Carrier carrier;
    private final Inbox inbox;
    private final Turns turns = new Turns();

    /// What the other side ended or broke the connection by; null while it works.
    private @Nullable ConnectionClosedException end;

    Incoming(Carrier carrier, long messageLimit) {
        this.carrier = carrier;
        inbox = new Inbox(messageLimit);
    }

    Turns turns() {
        return turns;
    }

    /// Whether a message is half received; asked in a turn.
    boolean isBusy() {
        return inbox.isBusy();
    }

    /// Takes the next message as an array.
    ///
    /// @param kind [Inbox#OBJECT] or [Inbox#BYTES]
    /// @return null if the deadline came first
    byte @Nullable [] take(int kind, Deadline deadline) throws InterruptedException {
        if (!turns.begin(deadline)) {
            return null;
        }
        try {
            do {
                if (!awaitMessage(kind, Inbox.LONGEST_ARRAY, deadline) || !complete(deadline)) {
                    return null;
                }
            } while (!inbox.isWhole()); // its sender has abandoned it
            return inbox.take();
        } finally {
            turns.end();
        }
    }

    /// Takes the next message, bytes, into memory of the caller.
    ///
    /// @return its length
    long take(MemorySegment into) throws InterruptedException {
        turns.begin(Deadline.never());
        try {
            while (true) {
                awaitMessage(Inbox.BYTES, into.byteSize(), Deadline.never());
                long length = inbox.byteSize();
                if (inbox.isWhole()) {
                    inbox.copyTo(into);
                    inbox.clear();
                    return length;
                }
                if (fill(into)) {
                    return length;
                }
            }
        } finally {
            turns.end();
        }
    }

    /// Takes the parts of a long message as they come.
    ///
    /// @return false if it was abandoned by its sender
    private boolean fill(MemorySegment into) throws InterruptedException {
        inbox.fill(into);
        boolean isFilled = false;
        try {
            complete(Deadline.never());
            isFilled = inbox.isWhole();
            return isFilled;
        } finally {
            if (isFilled) {
                inbox.clear();
            } else {
                inbox.keep();
            }
        }
    }

    /// Drops the next message.
    void skip() throws InterruptedException {
        turns.begin(Deadline.never());
        try {
            do {
                acceptFrame(Deadline.never());
            } while (!inbox.isWhole());
            inbox.clear();
        } finally {
            turns.end();
        }
    }

    /// Whether there is a message, the beginning of a long one, or the end of the stream. False
    /// while another thread receives.
    boolean poll() {
        if (!turns.tryBegin()) {
            return false;
        }
        try {
            return inbox.hasBegun() || end != null || carrier.isReadable();
        } catch (ConnectionClosedException e) {
            return isEnd(e);
        } catch (RingCorruptedException e) {
            return true; // which the next one who receives is told
        } finally {
            turns.end();
        }
    }

    /// Waits until [#poll()] would say so.
    ///
    /// @return false if the deadline came first
    boolean poll(Deadline deadline) throws InterruptedException {
        if (!turns.begin(deadline)) {
            return false;
        }
        try {
            return inbox.hasBegun() || end != null || carrier.awaitFrame(deadline);
        } catch (ConnectionClosedException e) {
            return isEnd(e);
        } catch (RingCorruptedException e) {
            return true; // which the next one who receives is told
        } finally {
            turns.end();
        }
    }

    private static boolean isEnd(ConnectionClosedException e) {
        if (!e.isByPeer()) {
            throw e;
        }
        return true;
    }

    /// Waits for a message, or the beginning of one, that the caller can take.
    ///
    /// @return false if the deadline came first
    private boolean awaitMessage(int kind, long most, Deadline deadline)
            throws InterruptedException {
        while (!inbox.hasBegun()) {
            if (!acceptFrame(deadline)) {
                return false;
            }
        }
        if (inbox.isTooLong()) {
            throw inbox.drop();
        }
        if (inbox.kind() != kind) {
            throw new IllegalStateException(
                    kind == Inbox.OBJECT
                            ? "the next message is bytes; use receiveBytes()"
                            : "the next message is an object; use receive()");
        }
        if (inbox.byteSize() > most) {
            throw MessageTooLongException.kept(inbox.byteSize(), most);
        }
        return true;
    }

    /// Waits for the rest of the message, or until its sender abandons it.
    ///
    /// @return false if the deadline came first
    private boolean complete(Deadline deadline) throws InterruptedException {
        while (inbox.hasBegun() && !inbox.isWhole()) {
            if (!acceptFrame(deadline)) {
                return false;
            }
        }
        return true;
    }

    /// Takes a frame in, unless the message is whole.
    ///
    /// @return false if the deadline came first
    private boolean acceptFrame(Deadline deadline) throws InterruptedException {
        if (inbox.isWhole()) {
            return true;
        }
        if (end != null) {
            throw end.again();
        }
        try {
            if (!carrier.awaitFrame(deadline)) {
                return false;
            }
            var frame = carrier.poll();
            if (frame != null) {
                inbox.accept(frame);
            }
            return true;
        } catch (ConnectionClosedException e) {
            end = e.isByPeer() ? e : null;
            throw e;
        } catch (RingCorruptedException e) {
            end =
                    ConnectionClosedException.byPeer(
                            "its other end wrote what no end of this version writes: "
                                    + e.getMessage(),
                            e);
            throw end;
        }
    }
}
