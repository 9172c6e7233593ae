package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The collections of the JDK that travel most. Each comes back as the class that it was.
final class Collections {
    private static final Class<?> LIST_FEW = List.of(1).getClass();
    private static final Class<?> LIST_MANY = List.of().getClass();
    private static final Class<?> SET_FEW = Set.of(1).getClass();
    private static final Class<?> SET_MANY = Set.of().getClass();
    private static final Class<?> MAP_ONE = Map.of(1, 1).getClass();
    private static final Class<?> MAP_MANY = Map.of().getClass();

    private Collections() {}

    /// The tag of a collection; [Tag#NULL] if it is none of these.
    static int tag(Object value, Class<?> type) {
        if (type == ArrayList.class) {
            return Tag.ARRAY_LIST;
        } else if (type == HashMap.class) {
            return Tag.HASH_MAP;
        } else if (type == LIST_FEW) {
            return Tag.LIST_OF;
        } else if (type == LIST_MANY) {
            return acceptsNull((List<?>) value) ? Tag.LIST_OF_NULLABLE : Tag.LIST_OF;
        } else if (type == LinkedHashMap.class) {
            return isByAccess(value) ? Tag.NULL : Tag.LINKED_HASH_MAP;
        } else if (type == HashSet.class) {
            return Tag.HASH_SET;
        } else if (type == LinkedHashSet.class) {
            return Tag.LINKED_HASH_SET;
        } else if (type == MAP_ONE || type == MAP_MANY) {
            return Tag.MAP_OF;
        } else if (type == SET_FEW || type == SET_MANY) {
            return Tag.SET_OF;
        }
        return Tag.NULL;
    }

    static boolean isMutable(int tag) {
        return tag != Tag.LIST_OF
                && tag != Tag.LIST_OF_NULLABLE
                && tag != Tag.SET_OF
                && tag != Tag.MAP_OF;
    }

    /// Tells the list of `Stream.toList` from that of `List.of`: only the latter refuses the
    /// question whether it has a null.
    private static boolean acceptsNull(List<?> list) {
        try {
            boolean _ = list.contains(null);
            return true;
        } catch (NullPointerException refused) {
            return false;
        }
    }

    /// Whether the map orders its entries by access, which it does not tell: a copy keeps the
    /// order and shows it.
    private static boolean isByAccess(Object map) {
        @SuppressWarnings("unchecked") // the copy is ours, and only keys of ours are added
        LinkedHashMap<Object, @Nullable Object> copy =
                (LinkedHashMap<Object, @Nullable Object>) ((LinkedHashMap<?, ?>) map).clone();
        while (copy.size() < 2) {
            copy.put(new Object(), null);
        }
        Object eldest = copy.firstEntry().getKey();
        copy.get(eldest);
        return copy.firstEntry().getKey() != eldest;
    }

    /// Reads a collection behind its tag.
    static Object read(int tag, ValueReader in) {
        int count = in.in.readCount();
        return switch (tag) {
            case Tag.ARRAY_LIST -> fill(new ArrayList<>(count), count, in);
            case Tag.HASH_SET -> fill(new HashSet<>(capacity(count)), count, in);
            case Tag.LINKED_HASH_SET -> fill(new LinkedHashSet<>(capacity(count)), count, in);
            case Tag.HASH_MAP -> fill(new HashMap<>(capacity(count)), count, in);
            case Tag.LINKED_HASH_MAP -> fill(new LinkedHashMap<>(capacity(count)), count, in);
            case Tag.LIST_OF -> List.of(elements(count, in));
            case Tag.LIST_OF_NULLABLE -> Arrays.stream(elements(count, in)).toList();
            case Tag.SET_OF -> Set.of(elements(count, in));
            default -> mapOf(count, in);
        };
    }

    static @Nullable Object[] elements(int count, ValueReader in) {
        @Nullable Object[] elements = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            elements[i] = in.read();
        }
        return elements;
    }

    private static Object fill(Collection<@Nullable Object> into, int count, ValueReader in) {
        for (int i = 0; i < count; i++) {
            into.add(in.read());
        }
        return into;
    }

    private static Object fill(
            Map<@Nullable Object, @Nullable Object> into, int count, ValueReader in) {
        for (int i = 0; i < count; i++) {
            Object key = in.read();
            into.put(key, in.read());
        }
        return into;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static Object mapOf(int count, ValueReader in) {
        Map.Entry[] entries = new Map.Entry[count];
        for (int i = 0; i < count; i++) {
            Object key = in.read();
            Object value = in.read();
            if (key == null || value == null) {
                throw in.in.malformed("null in a map without nulls");
            }
            entries[i] = Map.entry(key, value);
        }
        return Map.ofEntries(entries);
    }

    /// The capacity that JDK serialization gives a table, so that it iterates in the same order.
    private static int capacity(int count) {
        return Math.max(16, (int) (count / 0.75f + 1.0f));
    }
}
