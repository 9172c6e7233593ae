package dev.progeny.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.progeny.park.Deadline;

import java.lang.foreign.MemorySegment;

/// The sending direction of a connection: messages become the frames of [Inbox], whole or not at
/// all. Safe for use by several threads, which take turns.
final class Outgoing {
    private static final byte[] NOTHING = new byte[0];

    private final Carrier carrier;
    private final Turns turns = new Turns();

    /// A long message was begun and will not be completed: the other side is to be told first.
    private boolean isAbandonDue;

    Outgoing(Carrier carrier) {
        this.carrier = carrier;
    }

    Turns turns() {
        return turns;
    }

    /// Whether a message is half sent; asked in a turn.
    boolean isBusy() {
        return isAbandonDue;
    }

    /// Sends a message.
    ///
    /// @param kind [Inbox#OBJECT] or [Inbox#BYTES]
    /// @return false if the deadline came first; then, as after an exception, nothing was sent
    boolean send(int kind, MemorySegment bytes, Deadline deadline) throws InterruptedException {
        if (!turns.begin(deadline)) {
            return false;
        }
        try {
            if (isAbandonDue && !carrier.write(Inbox.ABANDON, NOTHING, 0, 0, deadline)) {
                return false;
            }
            isAbandonDue = false;
            return bytes.byteSize() <= carrier.partSize()
                    ? write(kind, bytes, deadline)
                    : sendLong(kind, bytes, deadline);
        } finally {
            boolean isUnsettled = carrier.isUnsettled();
            turns.end();
            if (isUnsettled) {
                Thread.startVirtualThread(this::settle);
            }
        }
    }

    private boolean sendLong(int kind, MemorySegment bytes, Deadline deadline)
            throws InterruptedException {
        byte[] announcement = Inbox.announcement(bytes.byteSize());
        int begin = kind == Inbox.OBJECT ? Inbox.OBJECT_BEGIN : Inbox.BYTES_BEGIN;
        if (!carrier.write(begin, announcement, 0, announcement.length, deadline)) {
            return false;
        }
        isAbandonDue = true; // unless all goes well
        for (long at = 0; at < bytes.byteSize(); ) {
            long part = Math.min(carrier.partSize(), bytes.byteSize() - at);
            if (!write(Inbox.PART, bytes.asSlice(at, part), deadline)) {
                return false;
            }
            at += part;
        }
        isAbandonDue = false;
        return true;
    }

    private boolean write(int kind, MemorySegment bytes, Deadline deadline)
            throws InterruptedException {
        int length = (int) bytes.byteSize();
        return bytes.heapBase().orElse(null) instanceof byte[] array
                ? carrier.write(kind, array, (int) bytes.address(), length, deadline)
                : carrier.write(kind, bytes.toArray(JAVA_BYTE), 0, length, deadline);
    }

    /// Sends the rest of what was promised when its sender was interrupted, or its time was over.
    private void settle() {
        turns.beginUninterruptibly();
        try {
            carrier.settle();
        } catch (InterruptedException | ConnectionClosedException e) {
            // nobody to tell: the next call meets it too
        } finally {
            turns.end();
        }
    }
}
