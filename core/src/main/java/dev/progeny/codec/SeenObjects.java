package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.IdentityHashMap;

/// The objects of one message whose identity matters.
final class SeenObjects {
    private static final int FEW = 16;

    private static final @Nullable Object[] NONE = {};

    private @Nullable Object[] few = NONE;
    private int count;
    private @Nullable IdentityHashMap<Object, Boolean> many;

    /// Remembers the object; false if it was there before.
    boolean add(Object object) {
        if (many != null) {
            return many.put(object, Boolean.TRUE) == null;
        }
        for (int i = 0; i < count; i++) {
            if (few[i] == object) {
                return false;
            }
        }
        if (count == FEW) {
            return spill(object);
        }
        if (count == few.length) {
            few = Arrays.copyOf(few, count == 0 ? 4 : FEW);
        }
        few[count++] = object;
        return true;
    }

    private boolean spill(Object object) {
        IdentityHashMap<Object, Boolean> map = new IdentityHashMap<>(4 * FEW);
        for (Object known : few) {
            if (known != null) {
                map.put(known, Boolean.TRUE);
            }
        }
        many = map;
        return map.put(object, Boolean.TRUE) == null;
    }
}
