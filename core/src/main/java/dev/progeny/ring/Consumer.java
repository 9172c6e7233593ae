package dev.progeny.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.progeny.park.Doorbell;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The reading end of a ring. One at a time per ring, used by one thread at a time.
///
/// Never blocks: to wait, await [#isReadable] on the bell that the producer was given.
public final class Consumer {

    /// How much may be given back before a look for the producer's wish: a fence each time would
    /// cost more than the frame.
    private static final int LOOKS_PER_ROUND = 4;

    private final MemorySegment ring;
    private final MemorySegment data;
    private final Doorbell producerBell;
    private final int capacity;
    private final int mostFrameBytes;

    /// Bytes given back by this end; the word in the ring follows.
    private long head;

    /// Bytes that were published when this end last needed to know.
    private long tail;

    /// Bytes given back since the last certain look for the producer's wish.
    private long freed;

    /// Frame of which only a part has been in the ring so far; null if there is none.
    private @Nullable Gathering gathering;

    /// Opens the reading end.
    ///
    /// @param ring a formatted ring
    /// @param producerBell rung when room is given back that the producer asked for
    /// @param mostFrameBytes longest payload that is accepted
    /// @throws RingCorruptedException if that is no ring
    public Consumer(MemorySegment ring, Doorbell producerBell, int mostFrameBytes) {
        this.ring = ring;
        this.producerBell = producerBell;
        this.mostFrameBytes = mostFrameBytes;
        capacity = RingLayout.capacityOf(ring);
        data = RingLayout.data(ring, capacity);
        head = (long) RingLayout.HEAD.getAcquire(ring, 0L); // pairs with giveBack of a predecessor
        if (head < 0 || !FrameHeader.isAligned(head)) {
            throw RingCorruptedException.counter("head", head, 0, 0);
        }
        tail = head;
        tail = acquireTail();
    }

    /// Whether [#poll] has something to do: there is a frame, or a piece of a large one.
    ///
    /// @return false if the ring is empty
    public boolean isReadable() {
        if (tail == head) {
            tail = acquireTail();
        }
        if (tail != head) {
            return true;
        }
        if (freed > 0) { // about to wait, perhaps: the producer must not wait at the same time
            lookForWish();
        }
        return false;
    }

    /// Takes the next frame, or gathers the next piece of a large one.
    ///
    /// @return null if no frame is complete yet
    /// @throws RingCorruptedException if the producer wrote nonsense
    public @Nullable Frame poll() {
        if (!isReadable()) {
            return null;
        }
        var frame = gathering == null ? next() : gather(gathering);
        if ((int) RingLayout.WANTS_ROOM.getOpaque(ring, 0L) != 0) {
            grantWish();
        } else if (freed >= capacity / LOOKS_PER_ROUND) {
            lookForWish();
        }
        return frame;
    }

    /// Whether a part of a large frame has been taken out of the ring, and not yet all of it.
    ///
    /// @return true if the producer, should it be dead, died within a frame
    public boolean hasPartialFrame() {
        return gathering != null;
    }

    private @Nullable Frame next() {
        long at = head & (capacity - 1);
        int length = data.get(JAVA_INT, at + FrameHeader.LENGTH);
        int kind = data.get(JAVA_INT, at + FrameHeader.KIND);
        if (length < 0 || length > mostFrameBytes) {
            throw new RingCorruptedException(
                    "corrupted ring: no such frame: length=%d, kind=%d, most accepted=%d, byte %d"
                                    .formatted(length, kind, mostFrameBytes, head)
                            + " since creation, at offset="
                            + (RingLayout.LAYOUT.byteSize() + at));
        }
        if (FrameHeader.frameBytes(length) <= tail - head) {
            var bytes = new byte[length];
            take(head + FrameHeader.BYTES, bytes, 0, length);
            giveBack(FrameHeader.frameBytes(length));
            return new Frame(kind, bytes);
        }
        gathering = new Gathering(kind, length);
        giveBack(FrameHeader.BYTES);
        return tail == head ? null : gather(gathering);
    }

    private @Nullable Frame gather(Gathering frame) {
        int piece = (int) Math.min(frame.length - frame.filled, tail - head);
        take(head, frame.room(piece), frame.filled, piece);
        frame.filled += piece;
        giveBack(FrameHeader.padded(piece));
        if (frame.filled < frame.length) {
            return null;
        }
        gathering = null;
        return new Frame(frame.kind, frame.bytes);
    }

    private void take(long position, byte[] target, int offset, int length) {
        int at = (int) position & (capacity - 1);
        int first = Math.min(length, capacity - at);
        MemorySegment.copy(data, JAVA_BYTE, at, target, offset, first);
        if (first < length) {
            MemorySegment.copy(data, JAVA_BYTE, 0, target, offset + first, length - first);
        }
    }

    /// Dying before this store leaves the bytes in the ring; dying after it, they are gone.
    private void giveBack(long count) {
        head += count;
        freed += count;
        RingLayout.HEAD.setRelease(ring, 0L, head); // pairs with Producer.acquireHead
    }

    private void lookForWish() {
        freed = 0;
        VarHandle.fullFence(); // room before look; pairs with the fence in Producer.hasFree
        if ((int) RingLayout.WANTS_ROOM.getOpaque(ring, 0L) != 0) {
            grantWish();
        }
    }

    /// The bell's fence orders the two: a producer that this ring does not find asleep sees the 0,
    /// and asks again before it sleeps.
    private void grantWish() {
        RingLayout.WANTS_ROOM.setRelease(ring, 0L, 0);
        producerBell.ring();
    }

    private long acquireTail() {
        long found = (long) RingLayout.TAIL.getAcquire(ring, 0L); // pairs with Producer.publish
        if (found < tail || found - head > capacity || !FrameHeader.isAligned(found)) {
            throw RingCorruptedException.counter("tail", found, tail, head);
        }
        return found;
    }

    /// A large frame on its way. Memory is taken for what has arrived, at most twice as much, and
    /// not for what a header announces.
    private static final class Gathering {
        final int kind;
        final int length;
        byte[] bytes = new byte[0];
        int filled;

        Gathering(int kind, int length) {
            this.kind = kind;
            this.length = length;
        }

        byte[] room(int more) {
            if (filled + more > bytes.length) {
                long grown = Math.max((long) filled + more, 2L * bytes.length);
                bytes = Arrays.copyOf(bytes, (int) Math.min(grown, length));
            }
            return bytes;
        }
    }
}
