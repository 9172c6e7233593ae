package dev.progeny.channel;

import dev.progeny.channel.PairLayout.Side;
import dev.progeny.family.Block;
import dev.progeny.family.Watched;
import dev.progeny.family.Watchers;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;
import dev.progeny.ring.Consumer;
import dev.progeny.ring.Frame;
import dev.progeny.ring.Producer;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// An end of a pair in the family's memory: two rings, one bell for each end.
final class RingCarrier implements Carrier, Watched {
    static final int CAPACITY = 1 << 19;

    /// So that a frame can be written while the one before is read.
    private static final int PART = CAPACITY / 4;

    private static final int MOST_FRAME_BYTES = PART;

    private final Block block;
    private final Side side;
    private final EndWord end;
    private final EndWord otherEnd;
    private final Doorbell bell;
    private final Doorbell otherBell;
    private final Watchers watchers;
    private final Watchers otherWatchers;
    private final @Nullable Producer producer;
    private final @Nullable Consumer consumer;
    private final Peer peer = new OtherEnd();
    private volatile boolean isShut;
    private boolean isGivenUp;

    /// For how many participants the bell spins; who waits at the same time may do it twice.
    private volatile int crowd = 2;

    private RingCarrier(Block block, Side side) {
        this.block = block;
        this.side = side;
        var pair = block.segment();
        PairLayout.check(pair);
        var os = Os.current();
        var words = side.end(pair);
        var otherWords = side.other().end(pair);
        watchers = Watchers.at(words.asSlice(EndLayout.WATCHERS_AT));
        otherWatchers = Watchers.at(otherWords.asSlice(EndLayout.WATCHERS_AT));
        end = new EndWord(words, Block.members());
        otherEnd = new EndWord(otherWords, Block.members());
        bell = Doorbell.at(side.bell(pair), os);
        otherBell = Doorbell.at(side.other().bell(pair), os);
        end.claim(); // before anything of the rings is read that a former holder wrote
        boolean isDuplex = PairLayout.isDuplex(pair);
        producer =
                isDuplex || side == Side.LEFT
                        ? new Producer(side.other().ring(pair), otherBell)
                        : null;
        consumer =
                isDuplex || side == Side.RIGHT
                        ? new Consumer(side.ring(pair), otherBell, MOST_FRAME_BYTES)
                        : null;
    }

    /// Makes a pair.
    ///
    /// @return left and right end, both held by this process
    static RingCarrier[] pair(boolean isDuplex) {
        var block = Block.create(PairLayout.byteSize(CAPACITY, isDuplex));
        PairLayout.format(block.segment(), CAPACITY, isDuplex);
        var left = new RingCarrier(block, Side.LEFT);
        return new RingCarrier[] {left, new RingCarrier(Block.attach(block.handle()), Side.RIGHT)};
    }

    boolean canSend() {
        return producer != null;
    }

    boolean canReceive() {
        return consumer != null;
    }

    @Override
    public int partSize() {
        return PART;
    }

    @Override
    public boolean write(int kind, byte[] bytes, int offset, int length, Deadline deadline)
            throws InterruptedException {
        var ring = producer();
        requireUsable();
        while (true) {
            if (otherEnd.isClosed()) {
                throw gone();
            }
            if (ring.tryWrite(kind, bytes, offset, length)) {
                otherWatchers.ring(); // the fence is the bell's
                return true;
            }
            var outcome =
                    bell.await(() -> ring.hasRoom(length) || otherEnd.isClosed(), deadline, peer);
            if (outcome == Wait.TIMED_OUT) {
                return false;
            }
            requireUsable();
        }
    }

    private Producer producer() {
        var found = producer;
        if (found == null) {
            throw new UnsupportedOperationException(
                    "this is the receiving end of a one-way pair; send at the other end, or use"
                            + " pair()");
        }
        return found;
    }

    private Consumer consumer() {
        var found = consumer;
        if (found == null) {
            throw new UnsupportedOperationException(
                    "this is the sending end of a one-way pair; receive at the other end, or use"
                            + " pair()");
        }
        return found;
    }

    @Override
    public boolean isUnsettled() {
        return false;
    }

    @Override
    public void settle() {}

    @Override
    public @Nullable Frame poll() {
        var ring = consumer();
        requireUsable();
        var frame = ring.poll();
        if (frame == null && otherEnd.isClosed()) {
            frame = ring.poll(); // what it sent before it closed
            if (frame == null) {
                throw gone();
            }
        }
        return frame;
    }

    @Override
    public boolean awaitFrame(Deadline deadline) throws InterruptedException {
        var ring = consumer();
        requireUsable();
        noteCrowd();
        var outcome = bell.await(() -> ring.isReadable() || otherEnd.isClosed(), deadline, peer);
        requireUsable();
        return outcome != Wait.TIMED_OUT;
    }

    @Override
    public synchronized void participants(int count) {
        // written where it changes: others read it all the time
        if (!isGivenUp && PairLayout.crowd(block.segment()) != count) {
            PairLayout.crowd(block.segment(), count);
        }
    }

    private void noteCrowd() {
        int now = PairLayout.crowd(block.segment());
        if (now != crowd) {
            crowd = now;
            bell.spin(Spin.forParticipants(now));
        }
    }

    private void requireUsable() {
        if (isShut) {
            throw ConnectionClosedException.here("end of a connection");
        }
        if (!end.isHeld()) {
            throw new IllegalStateException(
                    "this end of a connection "
                            + end.whereabouts()
                            + "; use it there, or receive it back");
        }
    }

    private ConnectionClosedException gone() {
        return ConnectionClosedException.byPeer(
                "the other end was closed, or its process has died: pid=" + otherEnd.pid(), null);
    }

    @Override
    public boolean isReadable() {
        var ring = consumer();
        requireUsable();
        return ring.isReadable() || otherEnd.isClosed();
    }

    @Override
    public boolean isFoundLost() {
        return bell.isFoundDead(peer);
    }

    @Override
    public synchronized void watch() {
        if (!isGivenUp) {
            watchers.watch();
        }
    }

    @Override
    public int speaker() {
        return otherEnd.member();
    }

    @Override
    public void lookAfterSpeaker() {
        otherEnd.isLost(); // closes the end if so
    }

    @Override
    public synchronized void shut() {
        if (!isShut) {
            isShut = true;
            bell.close();
        }
    }

    @Override
    public synchronized void close() {
        if (isGivenUp) {
            return;
        }
        isGivenUp = true;
        if (end.close()) {
            otherBell.ring();
            otherWatchers.ring();
        }
        if (end.isOnItsWay()) {
            Sent.keep(block, end);
        } else {
            block.close();
        }
    }

    @Override
    public Object handle() {
        if (isShut || !end.send()) {
            throw new IllegalStateException(
                    "this end of a connection cannot be sent: it "
                            + (isShut ? "was closed here" : end.whereabouts())
                            + "; send it while it is held here");
        }
        return new Handle(block.handle(), side == Side.LEFT);
    }

    @Override
    public String description() {
        return "pid " + otherEnd.pid();
    }

    /// What an end travels as.
    private record Handle(Block.Handle block, boolean isLeft) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return Connection.over(attach());
        }

        private RingCarrier attach() {
            var attached = Block.attach(block);
            try {
                return new RingCarrier(attached, isLeft ? Side.LEFT : Side.RIGHT);
            } catch (RuntimeException e) {
                attached.close();
                throw e;
            }
        }
    }

    /// The process at the other end, whichever it is by now.
    private final class OtherEnd implements Peer {
        @Override
        public boolean isAlive() {
            return !otherEnd.isLost();
        }

        @Override
        public void close() {}
    }
}
