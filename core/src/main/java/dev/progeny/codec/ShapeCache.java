package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.Arrays;

/// The shapes that were read of late, found by the bytes that describe them: saves the look-up of
/// the class. Racy on purpose; an entry is immutable and a lost one is only made again. Keeps no
/// class and no loader alive.
final class ShapeCache {
    private static final int SIZE = 256;
    private static final @Nullable Entry[] TABLE = new @Nullable Entry[SIZE];

    private ShapeCache() {}

    /// What an entry was made for and what came of it.
    private static final class Entry {
        final byte[] description;
        final ClassFilter filter;
        final WeakReference<ClassLoader> loader;
        final WeakReference<Shape> shape;

        Entry(byte[] description, ClassFilter filter, ClassLoader loader, Shape shape) {
            this.description = description;
            this.filter = filter;
            this.loader = new WeakReference<>(loader);
            this.shape = new WeakReference<>(shape);
        }
    }

    static @Nullable Shape find(int hash, Reader in, int length, ValueReader reader) {
        Entry entry = TABLE[hash & SIZE - 1];
        if (entry == null || entry.filter != reader.filter) {
            return null;
        }
        int at = in.position;
        byte[] known = entry.description;
        boolean same =
                entry.loader.refersTo(reader.loader)
                        && Arrays.equals(known, 0, known.length, in.bytes, at, at + length);
        return same ? entry.shape.get() : null;
    }

    static void put(int hash, byte[] description, ValueReader reader, Shape shape) {
        TABLE[hash & SIZE - 1] = new Entry(description, reader.filter, reader.loader, shape);
    }
}
