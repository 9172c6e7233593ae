package dev.progeny.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/// The writing end of a ring. One at a time per ring, used by one thread at a time.
///
/// Three ways to write: [#tryWrite] puts a frame whole or not at all; [#begin] and [#advance] put a
/// frame of any size piece by piece, without blocking; [#write] blocks. The first two leave it to
/// the caller to wait for room, on the bell that the consumer was given: [#hasRoom] and [#advance]
/// ask the consumer to ring it.
public final class Producer {
    private static final byte[] NOTHING = new byte[0];

    private final MemorySegment ring;
    private final MemorySegment data;
    private final Doorbell consumerBell;
    private final int capacity;

    /// Bytes published by this end; the word in the ring follows.
    private long tail;

    /// Bytes that the consumer had given back when this end last needed to know.
    private long head;

    /// Frame in progress: what of its bytes is still to write, header first.
    private boolean isWriting;

    private boolean isHeaderDue;
    private int kind;
    private byte[] bytes = NOTHING;
    private int next;
    private int rest;

    /// Opens the writing end.
    ///
    /// @param ring a formatted ring
    /// @param consumerBell rung after each write
    /// @throws RingCorruptedException if that is no ring
    public Producer(MemorySegment ring, Doorbell consumerBell) {
        this.ring = ring;
        this.consumerBell = consumerBell;
        capacity = RingLayout.capacityOf(ring);
        data = RingLayout.data(ring, capacity);
        tail = (long) RingLayout.TAIL.getAcquire(ring, 0L); // pairs with publish of a predecessor
        if (tail < 0 || !FrameHeader.isAligned(tail)) {
            throw RingCorruptedException.counter("tail", tail, 0, 0);
        }
        head = Math.max(0, tail - capacity);
        head = acquireHead();
    }

    /// Puts a frame if there is room for all of it now, and rings the consumer's bell.
    ///
    /// @param kind what its users make of it
    /// @param bytes holds the payload
    /// @param offset where the payload begins in it
    /// @param length its length
    /// @return false if nothing was put; always so for a frame that [could not fit][#fits]
    public boolean tryWrite(int kind, byte[] bytes, int offset, int length) {
        boolean isPut = tryWriteQuietly(kind, bytes, offset, length);
        if (isPut) {
            consumerBell.ring();
        }
        return isPut;
    }

    /// Puts a frame as [#tryWrite] does, without ringing. After the last one of a batch, [#ring].
    ///
    /// @param kind as in [#tryWrite]
    /// @param bytes as in [#tryWrite]
    /// @param offset as in [#tryWrite]
    /// @param length as in [#tryWrite]
    /// @return as from [#tryWrite]
    public boolean tryWriteQuietly(int kind, byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireNoneInProgress();
        long frameBytes = FrameHeader.frameBytes(length);
        if (tail + frameBytes - head > capacity && !isRoomAfterAll(frameBytes)) {
            return false;
        }
        putHeader(tail, kind, length);
        put(tail + FrameHeader.BYTES, bytes, offset, length);
        publish(tail + frameBytes);
        return true;
    }

    /// Rings the consumer's bell.
    public void ring() {
        consumerBell.ring();
    }

    /// Whether a frame can ever be put whole.
    ///
    /// @param length of its payload
    /// @return false if it is larger than the ring
    public boolean fits(int length) {
        return FrameHeader.frameBytes(length) <= capacity;
    }

    /// Whether there is room for a frame now, or for the next piece of one larger than the ring. If
    /// not, asks the consumer to ring this side's bell when it gives room back, so it serves as
    /// what a bell awaits.
    ///
    /// @param length of the payload
    /// @return true if [#tryWrite] of a frame that fits would succeed
    public boolean hasRoom(int length) {
        return hasFree(fits(length) ? FrameHeader.frameBytes(length) : FrameHeader.BYTES);
    }

    /// Begins a frame of any size. [#advance] writes it; until it is complete, no other frame can
    /// be written, and `bytes` must not change.
    ///
    /// @param kind as in [#tryWrite]
    /// @param bytes as in [#tryWrite]
    /// @param offset as in [#tryWrite]
    /// @param length as in [#tryWrite]
    public void begin(int kind, byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireNoneInProgress();
        this.kind = kind;
        this.bytes = bytes;
        next = offset;
        rest = length;
        isWriting = true;
        isHeaderDue = true;
    }

    /// Writes as much of the begun frame as there is room for, and rings the consumer's bell if
    /// that was anything. If it is not complete then, the consumer has been asked to ring this
    /// side's bell when it gives room back. Never blocks, so it
    /// serves as what a bell awaits.
    ///
    /// @return whether it is complete; true if none was begun
    public boolean advance() {
        while (isWriting && hasFree(FrameHeader.BYTES)) {
            writePiece();
            consumerBell.ring();
        }
        return !isWriting;
    }

    /// Whether a begun frame is not complete.
    ///
    /// @return true between [#begin] and the [#advance] that completes it
    public boolean isWriting() {
        return isWriting;
    }

    /// Puts a frame of any size, waiting for room.
    ///
    /// If it ends otherwise than [Wait#READY], nothing of a frame that [fits][#fits] was put. A
    /// larger one may have been put in part: then [#isWriting] says so, and only [#advance] can go
    /// on.
    ///
    /// @param frame the frame
    /// @param bell this side's bell, which the consumer was given
    /// @param deadline when to give up
    /// @param consumer the process at the other end; null if its death does not matter
    /// @return how it ended
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    public Wait write(Frame frame, Doorbell bell, Deadline deadline, @Nullable Peer consumer)
            throws InterruptedException {
        int length = frame.bytes().length;
        if (!fits(length)) {
            return writeLarge(frame, bell, deadline, consumer);
        }
        while (!tryWrite(frame.kind(), frame.bytes(), 0, length)) {
            var outcome = bell.await(() -> hasRoom(length), deadline, consumer);
            if (outcome != Wait.READY) {
                return outcome;
            }
        }
        return Wait.READY;
    }

    private Wait writeLarge(Frame frame, Doorbell bell, Deadline deadline, @Nullable Peer consumer)
            throws InterruptedException {
        begin(frame.kind(), frame.bytes(), 0, frame.bytes().length);
        try {
            while (!advance()) {
                var outcome = bell.await(() -> hasFree(FrameHeader.BYTES), deadline, consumer);
                if (outcome != Wait.READY) {
                    return outcome;
                }
            }
            return Wait.READY;
        } finally {
            if (isHeaderDue) { // nothing was put, so nothing was begun
                finish();
            }
        }
    }

    private void writePiece() {
        long end = head + capacity;
        long position = tail;
        if (isHeaderDue) {
            putHeader(position, kind, rest);
            position += FrameHeader.BYTES;
            isHeaderDue = false;
        }
        int piece = (int) Math.min(rest, end - position);
        put(position, bytes, next, piece);
        next += piece;
        rest -= piece;
        if (rest == 0) {
            finish();
        }
        publish(position + FrameHeader.padded(piece));
    }

    private void finish() {
        isWriting = false;
        isHeaderDue = false;
        bytes = NOTHING;
    }

    private void putHeader(long position, int frameKind, int length) {
        long at = position & (capacity - 1);
        data.set(JAVA_INT, at + FrameHeader.LENGTH, length);
        data.set(JAVA_INT, at + FrameHeader.KIND, frameKind);
    }

    private void put(long position, byte[] source, int offset, int length) {
        int at = (int) position & (capacity - 1);
        int first = Math.min(length, capacity - at);
        MemorySegment.copy(source, offset, data, JAVA_BYTE, at, first);
        if (first < length) {
            MemorySegment.copy(source, offset + first, data, JAVA_BYTE, 0, length - first);
        }
    }

    /// Dying before this store leaves nothing put; dying after it, all.
    private void publish(long newTail) {
        tail = newTail;
        RingLayout.TAIL.setRelease(ring, 0L, newTail); // pairs with Consumer.acquireTail
    }

    private boolean isRoomAfterAll(long wanted) {
        head = acquireHead();
        return tail + wanted - head <= capacity;
    }

    /// Asks first, then looks again: whichever comes later, the look or the consumer's store of
    /// `head`, sees the other.
    private boolean hasFree(long wanted) {
        if (tail + wanted - head <= capacity || isRoomAfterAll(wanted)) {
            return true;
        }
        RingLayout.WANTS_ROOM.setRelease(ring, 0L, 1);
        VarHandle.fullFence(); // ask before look; pairs with the fence in Consumer.lookForWish
        return isRoomAfterAll(wanted);
    }

    private long acquireHead() {
        long found = (long) RingLayout.HEAD.getAcquire(ring, 0L); // pairs with Consumer.giveBack
        if (found < head || found > tail || !FrameHeader.isAligned(found)) {
            throw RingCorruptedException.counter("head", found, tail, head);
        }
        return found;
    }

    private void requireNoneInProgress() {
        if (isWriting) {
            throw new IllegalStateException(
                    "a frame is in progress: kind="
                            + kind
                            + ", bytes to go="
                            + rest
                            + "; advance() until it is complete");
        }
    }
}
