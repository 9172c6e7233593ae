package dev.progeny.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Where things are in a list of Python's `ShareableList`, 3.11 and later, little-endian.
///
/// | offset       | size      | field                                                        |
/// |-------------:|----------:|--------------------------------------------------------------|
/// | 0            | 8         | n, number of elements                                        |
/// | 8            | 8 (n + 1) | where each slot begins in the data; the last: where they end |
/// | data         |           | the slots, data = 8 (n + 2)                                  |
/// | data + end   | 8 n       | what is in each slot, as a format of Python's `struct`       |
/// | … + 8 n      | n         | what it is turned back into, [ListItem.Kind]                 |
final class ListFormat {
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FORMAT_SIZE = 8;

    private final MemorySegment memory;

    /// Slots begin here in the data, and end where the next begins; read once, as Python does.
    private final long[] starts;

    private ListFormat(MemorySegment memory, long[] starts) {
        this.memory = memory;
        this.starts = starts;
    }

    /// Bytes that a list of these elements takes.
    static long byteSize(List<ListItem> items) {
        long slots = items.stream().mapToLong(ListItem::slotSize).sum();
        return 8 * (items.size() + 2L) + slots + (FORMAT_SIZE + 1L) * items.size();
    }

    /// Writes a new list.
    static ListFormat create(MemorySegment memory, List<ListItem> items) {
        var starts = new long[items.size() + 1];
        for (int i = 0; i < items.size(); i++) {
            starts[i + 1] = starts[i] + items.get(i).slotSize();
        }
        for (int i = 0; i < starts.length; i++) {
            memory.set(WORD, 8 * (i + 1L), starts[i]);
        }
        var list = new ListFormat(memory, starts);
        for (int i = 0; i < items.size(); i++) {
            list.store(i, items.get(i));
        }
        memory.set(WORD, 0, items.size());
        return list;
    }

    /// Reads where things are, and refuses what cannot be a list.
    static ListFormat of(MemorySegment memory) {
        long size = memory.byteSize();
        long count = size < 16 ? -1 : memory.get(WORD, 0);
        if (count < 0 || count > (size - 16) / (8 + FORMAT_SIZE + 1)) {
            throw notAList("length=" + count + ", byteSize=" + size);
        }
        var starts = memory.asSlice(8, 8 * (count + 1)).toArray(WORD);
        long most = size - 8 * (count + 2) - (FORMAT_SIZE + 1) * count;
        for (int i = 0; i < starts.length; i++) {
            long least = i == 0 ? 0 : starts[i - 1];
            if (starts[i] < least || starts[i] > most || starts[i] % 8 != 0) {
                throw notAList("offset[" + i + "]=" + starts[i] + ", byteSize=" + size);
            }
        }
        return new ListFormat(memory, starts);
    }

    private static IllegalArgumentException notAList(String why) {
        return new IllegalArgumentException(
                "the memory does not hold a list: " + why + "; was it made by something else?");
    }

    int size() {
        return starts.length - 1;
    }

    int slotSize(int index) {
        return (int) (starts[index + 1] - starts[index]);
    }

    /// What an element is now.
    @Nullable Object load(int index) {
        var format = memory.asSlice(formatAt(index), FORMAT_SIZE).toArray(JAVA_BYTE);
        var bytes = slot(index).toArray(JAVA_BYTE);
        return ListItem.decode(text(format), memory.get(JAVA_BYTE, codeAt(index)), bytes);
    }

    /// Changes an element that fits. The format is stored only if it changes, so that a number
    /// which replaces a number is one store of eight bytes.
    void store(int index, ListItem item) {
        byte[] format = Arrays.copyOf(item.format().getBytes(StandardCharsets.US_ASCII), 8);
        var formats = memory.asSlice(formatAt(index), FORMAT_SIZE);
        if (!Arrays.equals(format, formats.toArray(JAVA_BYTE))) {
            formats.copyFrom(MemorySegment.ofArray(format));
        }
        memory.set(JAVA_BYTE, codeAt(index), item.code());
        var slot = slot(index);
        if (item.isWord()) {
            slot.set(WORD, 0, item.word());
        } else {
            byte[] bytes = Arrays.copyOf(item.bytes(), slotSize(index));
            slot.copyFrom(MemorySegment.ofArray(bytes));
        }
    }

    private static String text(byte[] format) {
        return new String(format, StandardCharsets.US_ASCII).replace("\0", "");
    }

    private MemorySegment slot(int index) {
        return memory.asSlice(data() + starts[index], slotSize(index));
    }

    private long data() {
        return 8 * (starts.length + 1L);
    }

    private long formatAt(int index) {
        return data() + starts[size()] + (long) FORMAT_SIZE * index;
    }

    private long codeAt(int index) {
        return formatAt(size()) + index;
    }
}
