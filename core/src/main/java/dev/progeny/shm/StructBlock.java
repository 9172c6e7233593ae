package dev.progeny.shm;

import dev.progeny.family.Block;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.function.UnaryOperator;

/// Records in a block: what one struct and an array of them have in common.
///
/// @param <R> the records
final class StructBlock<R extends Record> {
    private final Class<R> type;
    private final int length;
    private final RecordForm<R> form;
    private final Block block;
    private final TwinCopies entries;

    private StructBlock(Class<R> type, int length, Block block) {
        this.type = type;
        this.length = length;
        this.form = RecordForm.of(type);
        this.block = block;
        entries =
                new TwinCopies(block.segment(), form.layout().byteSize(), TwinCopies.Peers.FAMILY);
    }

    static <R extends Record> StructBlock<R> create(Class<R> type, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("negative length: length=" + length);
        }
        long recordSize = RecordForm.of(type).layout().byteSize();
        var block = Block.create(TwinCopies.byteSize(length, recordSize));
        return new StructBlock<>(type, length, block);
    }

    int length() {
        return length;
    }

    StructLayout layout() {
        return form.layout();
    }

    R get(int index) {
        var copy = copy();
        entries.read(index, copy);
        return form.read(copy, 0);
    }

    void set(int index, R value) {
        entries.write(index, encoded(value), TwinCopies.ANY);
    }

    boolean compareAndSet(int index, R expected, R value) {
        var before = encoded(expected);
        var next = encoded(value);
        var copy = copy();
        while (true) {
            long version = entries.read(index, copy);
            if (copy.mismatch(before) >= 0) {
                return false;
            } else if (entries.write(index, next, version)) {
                return true;
            }
        }
    }

    R updateAndGet(int index, UnaryOperator<R> update) {
        var copy = copy();
        while (true) {
            long version = entries.read(index, copy);
            R next = update.apply(form.read(copy, 0));
            if (entries.write(index, encoded(next), version)) {
                return next;
            }
        }
    }

    R getAndUpdate(int index, UnaryOperator<R> update) {
        var copy = copy();
        while (true) {
            long version = entries.read(index, copy);
            R before = form.read(copy, 0);
            if (entries.write(index, encoded(update.apply(before)), version)) {
                return before;
            }
        }
    }

    /// Everything that can refuse a value is done before the memory is touched.
    private MemorySegment encoded(R value) {
        var copy = copy();
        form.write(copy, 0, value, "");
        return copy;
    }

    /// Memory of this thread alone, as aligned as a copy in an entry. All access begins with it.
    private MemorySegment copy() {
        block.requireOpen();
        int words = Math.toIntExact(Math.ceilDiv(form.layout().byteSize(), Long.BYTES));
        return MemorySegment.ofArray(new long[words]);
    }

    boolean isOwner() {
        return block.isOwner();
    }

    boolean isClosed() {
        return block.isClosed();
    }

    void close() {
        entries.close();
        block.close();
    }

    Handle<R> handle() {
        return new Handle<>(type, length, form.layout().toString(), block.handle());
    }

    /// What travels.
    ///
    /// @param type of the records
    /// @param length how many
    /// @param layout as the sender sees it
    /// @param block where they are
    record Handle<R extends Record>(Class<R> type, int length, String layout, Block.Handle block)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        StructBlock<R> attach() {
            String here = RecordForm.of(type).layout().toString();
            if (!here.equals(layout)) {
                throw new IllegalStateException(
                        "record has another shape here: record="
                                + type.getName()
                                + ", here="
                                + here
                                + ", there="
                                + layout
                                + "; the class paths differ");
            }
            return new StructBlock<>(type, length, Block.attach(block));
        }
    }
}
