package dev.progeny.channel;

import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// Puts messages together from frames. Trusts no frame. Used by one thread at a time.
///
///     EMPTY --OBJECT, BYTES--> WHOLE                                 taken: EMPTY
///     EMPTY --OBJECT_BEGIN, BYTES_BEGIN--> BEGUN --PART--> BEGUN --last PART--> WHOLE
///     BEGUN --ABANDON--> EMPTY          any other frame: the connection is broken
///
/// | kind | name         | payload                                                              |
/// |-----:|--------------|----------------------------------------------------------------------|
/// |    1 | OBJECT       | a message of the codec, all of it                                    |
/// |    2 | BYTES        | bytes of the user, all of them                                       |
/// |    3 | OBJECT_BEGIN | length of the message that the parts will make (8 bytes, big-endian) |
/// |    4 | BYTES_BEGIN  | the same for bytes                                                   |
/// |    5 | PART         | the next piece of it, at least one byte                              |
/// |    6 | ABANDON      | none: the rest will not come, forget what has                        |
///
/// A sender that is interrupted between two parts sends ABANDON, so that its message has not been
/// sent. Memory is taken for what has arrived, at most twice as much, and not for what BEGIN
/// announces.
final class Inbox {
    static final int OBJECT = 1;
    static final int BYTES = 2;
    static final int OBJECT_BEGIN = 3;
    static final int BYTES_BEGIN = 4;
    static final int PART = 5;
    static final int ABANDON = 6;

    /// What an array can have at the most.
    static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final long limit;

    /// 0 while there is no message; else [#OBJECT] or [#BYTES].
    private int kind;

    private long byteSize;
    private long filled;
    private @Nullable Content content;

    /// The receiver has been told that the message is too long: no more of it is heard.
    private boolean isDropped;

    /// @param limit longest message that is not dropped
    Inbox(long limit) {
        this.limit = limit;
    }

    static boolean isKind(int number) {
        return number >= OBJECT && number <= ABANDON;
    }

    /// Payload of a frame that begins a long message.
    static byte[] announcement(long byteSize) {
        return ByteBuffer.allocate(Long.BYTES).putLong(byteSize).array();
    }

    /// Takes the next frame in.
    ///
    /// @throws ConnectionClosedException if no correct sender would send it now
    void accept(Frame frame) {
        int length = frame.bytes().length;
        switch (frame.kind()) {
            case OBJECT, BYTES -> {
                require(kind == 0, frame);
                begin(frame.kind(), length);
                content = isTooLong() ? null : Content.of(frame.bytes());
                filled = length;
            }
            case OBJECT_BEGIN, BYTES_BEGIN -> {
                require(kind == 0 && length == Long.BYTES, frame);
                long announced = ByteBuffer.wrap(frame.bytes()).getLong();
                require(announced > 0, frame);
                begin(frame.kind() == OBJECT_BEGIN ? OBJECT : BYTES, announced);
            }
            case PART -> {
                require(kind != 0 && length > 0 && length <= byteSize - filled, frame);
                add(frame.bytes());
            }
            case ABANDON -> {
                require(kind != 0 && filled < byteSize && length == 0, frame);
                clear();
            }
            default -> require(false, frame);
        }
    }

    private void begin(int messageKind, long announced) {
        kind = messageKind;
        byteSize = announced;
        filled = 0;
        content = null;
        isDropped = false;
    }

    private void add(byte[] piece) {
        if (!isTooLong()) {
            if (content == null) {
                content = Content.growing(byteSize);
            }
            content.put(filled, piece);
        }
        filled += piece.length;
        if (isDropped && isComplete()) {
            clear();
        }
    }

    private void require(boolean isRight, Frame frame) {
        if (!isRight) {
            throw ConnectionClosedException.byPeer(
                    "it sent what nobody may send now: "
                            + frame
                            + (kind == 0 ? "" : ", message in progress=" + filled + "/" + byteSize)
                            + "; is it of another version?",
                    null);
        }
    }

    /// Whether a message, or the beginning of a long one, is there.
    boolean hasBegun() {
        return kind != 0 && !isDropped;
    }

    /// Whether something of a message is there, also of one that is dropped.
    boolean isBusy() {
        return kind != 0;
    }

    boolean isWhole() {
        return hasBegun() && isComplete();
    }

    private boolean isComplete() {
        return filled == byteSize;
    }

    /// Kind of the message that is there.
    int kind() {
        return kind;
    }

    /// Length of the message that is there, in all.
    long byteSize() {
        return byteSize;
    }

    /// Whether the message that is there is longer than the connection allows; it is not kept.
    boolean isTooLong() {
        return byteSize > limit;
    }

    /// Drops the message that is there, whose parts may still come.
    ///
    /// @return what its receiver is told
    MessageTooLongException drop() {
        var told = MessageTooLongException.dropped(byteSize, limit);
        isDropped = true;
        if (isComplete()) {
            clear();
        }
        return told;
    }

    /// Has the parts of the message that is there put into memory of the caller. To be undone by
    /// [#keep] if the caller does not wait for all of it.
    void fill(MemorySegment target) {
        var own = content;
        if (own != null) {
            MemorySegment.copy(own.segment(filled), 0, target, 0, filled);
        }
        content = Content.into(target);
    }

    /// Takes what has arrived out of the memory of the caller again.
    void keep() {
        var borrowed = content;
        if (borrowed != null && kind != 0 && filled > 0) {
            var own = Content.growing(byteSize);
            own.put(0, borrowed.segment(filled));
            content = own;
        } else {
            content = null;
        }
    }

    /// The message that is whole, as an array; it is not there any more then.
    byte[] take() {
        var whole = content;
        long length = byteSize;
        clear();
        return whole == null ? new byte[0] : whole.array((int) length);
    }

    /// Forgets the message that is there.
    void clear() {
        kind = 0;
        byteSize = 0;
        filled = 0;
        content = null;
        isDropped = false;
    }

    /// Copies a message that is whole.
    void copyTo(MemorySegment target) {
        var whole = content;
        if (whole != null && byteSize > 0) {
            MemorySegment.copy(whole.segment(byteSize), 0, target, 0, byteSize);
        }
    }

    /// Bytes of a message on its way: in an array for as long as one can hold it, in memory off the
    /// heap beyond that, or in memory of the caller.
    private static final class Content {
        private static final int FIRST_ROOM = 1 << 18;

        private MemorySegment room;
        private byte @Nullable [] array;
        private final long most;

        private Content(MemorySegment room, byte @Nullable [] array, long most) {
            this.room = room;
            this.array = array;
            this.most = most;
        }

        static Content of(byte[] bytes) {
            return new Content(MemorySegment.ofArray(bytes), bytes, bytes.length);
        }

        static Content into(MemorySegment target) {
            return new Content(target, null, target.byteSize());
        }

        static Content growing(long most) {
            return of(new byte[(int) Math.min(FIRST_ROOM, most)], most);
        }

        private static Content of(byte[] first, long most) {
            return new Content(MemorySegment.ofArray(first), first, most);
        }

        MemorySegment segment(long length) {
            return room.asSlice(0, length);
        }

        byte[] array(int length) {
            byte[] found = array;
            return found != null && found.length == length
                    ? found
                    : room.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }

        void put(long at, byte[] piece) {
            put(at, MemorySegment.ofArray(piece));
        }

        void put(long at, MemorySegment piece) {
            long needed = at + piece.byteSize();
            if (needed > room.byteSize()) {
                grow(at, Math.min(most, Math.max(needed, 2 * room.byteSize())));
            }
            MemorySegment.copy(piece, 0, room, at, piece.byteSize());
        }

        private void grow(long used, long size) {
            var old = room;
            if (size <= LONGEST_ARRAY) {
                byte[] larger = new byte[(int) size];
                array = larger;
                room = MemorySegment.ofArray(larger);
            } else {
                array = null;
                room = java.lang.foreign.Arena.ofAuto().allocate(size);
            }
            MemorySegment.copy(old, 0, room, 0, used);
        }
    }
}
