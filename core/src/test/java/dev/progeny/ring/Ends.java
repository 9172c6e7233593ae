package dev.progeny.ring;

import dev.progeny.family.Region;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// One side of two processes that talk through two rings in a region: a bell for each side, then a
/// ring in each direction.
final class Ends implements AutoCloseable {
    static final int CAPACITY = 4096;

    private static final long BELLS = 256;
    private static final long RING = Ring.byteSizeFor(CAPACITY);

    final Doorbell bell;
    final Producer producer;
    final Consumer consumer;

    private Ends(MemorySegment memory, int side) {
        var bells =
                new Doorbell[] {
                    Doorbell.at(memory, Os.current()),
                    Doorbell.at(memory.asSlice(128), Os.current())
                };
        bell = bells[side];
        producer = new Producer(ring(memory, side), bells[1 - side]);
        consumer = new Consumer(ring(memory, 1 - side), bells[1 - side], 64 * CAPACITY);
    }

    static long byteSize() {
        return BELLS + 2 * RING;
    }

    /// Formats the rings; the child starts after.
    static Ends ofParent(Region region) {
        var memory = region.segment();
        Ring.format(ring(memory, 0), CAPACITY);
        Ring.format(ring(memory, 1), CAPACITY);
        return new Ends(memory, 0);
    }

    static Ends ofChild(Region region) {
        return new Ends(region.segment(), 1);
    }

    /// Takes the next frame.
    ///
    /// @return null once the peer is dead and all it had put has been taken
    @Nullable Frame take(@Nullable Peer peer) throws InterruptedException {
        var deadline = Deadline.after(Duration.ofSeconds(60));
        var frame = consumer.poll();
        while (frame == null) {
            var outcome = bell.await(consumer::isReadable, deadline, peer);
            if (outcome == Wait.PEER_DEAD) {
                return null;
            }
            if (outcome != Wait.READY) {
                throw new AssertionError("no frame: " + outcome);
            }
            frame = consumer.poll();
        }
        return frame;
    }

    Wait put(Frame frame, @Nullable Peer peer) throws InterruptedException {
        return producer.write(frame, bell, Deadline.after(Duration.ofSeconds(60)), peer);
    }

    @Override
    public void close() {
        bell.close();
    }

    private static MemorySegment ring(MemorySegment memory, int direction) {
        return memory.asSlice(BELLS + direction * RING, RING);
    }
}
