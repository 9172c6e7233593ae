package dev.progeny.channel;

import dev.progeny.codec.Codec;
import dev.progeny.family.Block;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.function.Function;

/// How an element lies in a queue: as the codec's bytes, or, where those are large, as the handle
/// of a block that holds them. An array of numbers lies there as it is: it is copied once by who
/// puts it and once by who takes it.
///
/// |     kind | payload                                | block holds                       |
/// |---------:|----------------------------------------|-----------------------------------|
/// |        0 | the element, encoded                   |                                   |
/// |        1 | offset and serial of a block, 16 bytes | the element, encoded              |
/// |   2 to 8 | the same                               | a `byte[]`, `short[]`, `char[]`,  |
/// |          |                                        | `int[]`, `long[]`, `float[]`,     |
/// |          |                                        | `double[]`, in native byte order  |
/// | -2 to -8 | such an array                          |                                   |
///
/// Numbers of the handle are big-endian. The block travels with the queue: if nobody takes the
/// element, it goes when the queue's memory does.
final class Parcel {
    static final int VALUE = 0;
    static final int LARGE_VALUE = 1;

    private final int kind;
    private final MemorySegment payload;
    private final @Nullable Block block;

    private Parcel(int kind, MemorySegment payload, @Nullable Block block) {
        this.kind = kind;
        this.payload = payload;
        this.block = block;
    }

    int kind() {
        return kind;
    }

    MemorySegment payload() {
        return payload;
    }

    /// Packs an element.
    ///
    /// @param largest payload that the queue itself takes
    /// @param queue where a block of its own would travel
    /// @throws dev.progeny.codec.UnsendableException if it cannot be sent
    static Parcel of(Object element, long largest, Block queue) {
        var array = NumberArray.of(element);
        if (array != null) {
            return array.byteSize() <= largest
                    ? new Parcel(-array.kind(), array.segment(), null)
                    : inBlock(array.kind(), array.segment(), queue);
        }
        byte[] bytes = Block.encodeInto(queue, () -> Codec.java().encode(element));
        var encoded = MemorySegment.ofArray(bytes);
        return encoded.byteSize() <= largest
                ? new Parcel(VALUE, encoded, null)
                : inBlock(LARGE_VALUE, encoded, queue);
    }

    private static Parcel inBlock(int kind, MemorySegment content, Block queue) {
        var block = Block.create(content.byteSize());
        try {
            MemorySegment.copy(content, 0, block.segment(), 0, content.byteSize());
            var handle = block.handleWithin(queue);
            byte[] bytes =
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(handle.offset())
                            .putLong(handle.serial())
                            .array();
            return new Parcel(kind, MemorySegment.ofArray(bytes), block);
        } catch (Throwable e) {
            block.close();
            throw e;
        }
    }

    /// Memory of this process for a payload that is taken.
    static MemorySegment allocate(int kind, int length) {
        return kind < 0
                ? NumberArray.allocate(-kind, length)
                : MemorySegment.ofArray(new byte[length]);
    }

    /// It has been put: what comes of it is the taker's business.
    void sent() {
        if (block != null) {
            block.leave();
        }
    }

    /// It has not been put.
    void drop() {
        if (block != null) {
            block.close();
        }
    }

    /// Unpacks an element that was taken.
    static @Nullable Object open(QueueMemory.Entry entry) {
        return read(entry, Block::attach);
    }

    /// Unpacks an element that stays; nobody takes it meanwhile.
    static @Nullable Object peek(QueueMemory.Entry entry) {
        return read(entry, Block::peek);
    }

    private static @Nullable Object read(
            QueueMemory.Entry entry, Function<Block.Handle, Block> attaching) {
        if (entry.kind() < 0) {
            return entry.array();
        }
        if (entry.kind() == VALUE) {
            return Codec.java().decode(entry.bytes(), 0, entry.bytes().length);
        }
        try (var block = attaching.apply(handle(entry))) {
            if (entry.kind() == LARGE_VALUE) {
                byte[] encoded = block.segment().toArray(ValueLayout.JAVA_BYTE);
                return Codec.java().decode(encoded, 0, encoded.length);
            }
            return NumberArray.read(entry.kind(), block.segment());
        }
    }

    /// Lets go what an element holds that nobody will read.
    static void discard(QueueMemory.Entry entry) {
        if (entry.kind() > VALUE) {
            Block.attach(handle(entry)).close();
        }
    }

    private static Block.Handle handle(QueueMemory.Entry entry) {
        var numbers = ByteBuffer.wrap(entry.bytes());
        return new Block.Handle(numbers.getLong(), numbers.getLong());
    }
}
