package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/// The calls of a managed map.
interface MapCalls {
    int size();

    @Nullable Object get(Object key);

    boolean containsKey(Object key);

    boolean containsValue(Object value);

    @Nullable Object put(Object key, Object value);

    @Nullable Object putIfAbsent(Object key, Object value);

    void putAll(Map<?, ?> entries);

    @Nullable Object remove(Object key);

    boolean removePair(Object key, Object value);

    @Nullable Object replace(Object key, Object value);

    boolean replacePair(Object key, Object old, Object value);

    void clear();

    @Nullable Object merge(Object key, Object value, BiFunction<Object, Object, Object> function);

    @Nullable Object compute(Object key, BiFunction<Object, Object, Object> function);

    @Nullable Object computeIfPresent(Object key, BiFunction<Object, Object, Object> function);

    @Nullable Object computeIfAbsent(Object key, Function<Object, Object> function);

    void replaceAll(BiFunction<Object, Object, Object> function);

    void forEach(BiConsumer<Object, Object> action);

    boolean removeIf(Predicate<Object> filter);

    /// Removes all keys that are, or are not, in a collection.
    boolean removeKeys(Collection<?> keys, boolean areIn);

    /// Key and value of the last entry; null if there is none.
    Object @Nullable [] pollLast();

    List<Object> keys();

    List<Object> values();

    Map<Object, Object> snapshot();
}
