package dev.progeny.pool;

import dev.progeny.ring.Producer;

/// The sending end of one worker's ring of tasks, and which functions went through it. What finds
/// no room waits until the worker has made some, and rings then.
///
/// Guarded by the dispatcher's lock, but for [#isRoomWanted]. Each method fails with
/// [dev.progeny.ring.RingCorruptedException] where the worker left nonsense in the ring.
final class Outbox {
    private final Producer producer;
    private final KnownFunctions functions = new KnownFunctions();

    /// Whether something waits for room, and for how long a payload.
    private volatile boolean isRoomWanted;

    private int roomWanted;

    Outbox(Producer producer) {
        this.producer = producer;
    }

    /// Sees to it that the worker knows a function.
    ///
    /// @return whether it will, by the next frame
    boolean teach(SentFunction function) {
        if (functions.contains(function)) {
            return true;
        }
        for (Long id = functions.surplus(function); id != null; id = functions.surplus(function)) {
            var forget = new byte[PoolProtocol.AFTER_ID];
            PoolProtocol.putId(forget, id);
            if (!send(PoolProtocol.FORGET, forget)) {
                return false;
            }
            functions.remove(id);
        }
        if (!send(PoolProtocol.FUNCTION, function.payload())) {
            return false;
        }
        functions.add(function);
        return !producer.isWriting();
    }

    /// Sends a frame, without waking the worker. What is larger than the ring goes in pieces, which
    /// [#advance] sends on.
    ///
    /// @return false where there is no room
    boolean send(int kind, byte[] bytes) {
        roomWanted = bytes.length;
        if (!producer.fits(bytes.length)) {
            producer.begin(kind, bytes, 0, bytes.length);
            isRoomWanted = !producer.advance();
            return true;
        }
        isRoomWanted =
                !producer.tryWriteQuietly(kind, bytes, 0, bytes.length)
                        && !(producer.hasRoom(bytes.length)
                                && producer.tryWriteQuietly(kind, bytes, 0, bytes.length));
        return !isRoomWanted;
    }

    /// Goes on with a large frame.
    ///
    /// @return whether what waited finds room now
    boolean advance() {
        isRoomWanted = !producer.advance() || !producer.hasRoom(roomWanted);
        return !isRoomWanted;
    }

    /// Whether a part of a frame is still to be written.
    boolean isWriting() {
        return producer.isWriting();
    }

    boolean isRoomWanted() {
        return isRoomWanted;
    }

    /// Nothing is sent any more.
    void giveUp() {
        isRoomWanted = false;
    }

    void wake() {
        producer.ring();
    }
}
