package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/// A managed map at its server.
final class MapObject extends Guarded implements MapCalls {
    private final LinkedHashMap<Object, Object> map = new LinkedHashMap<>();

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public @Nullable Object get(Object key) {
        return map.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return map.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return map.containsValue(value);
    }

    @Override
    public @Nullable Object put(Object key, Object value) {
        return map.put(key, value);
    }

    @Override
    public @Nullable Object putIfAbsent(Object key, Object value) {
        return map.putIfAbsent(key, value);
    }

    @Override
    public void putAll(Map<?, ?> entries) {
        map.putAll(entries);
    }

    @Override
    public @Nullable Object remove(Object key) {
        return map.remove(key);
    }

    @Override
    public boolean removePair(Object key, Object value) {
        return map.remove(key, value);
    }

    @Override
    public @Nullable Object replace(Object key, Object value) {
        return map.replace(key, value);
    }

    @Override
    public boolean replacePair(Object key, Object old, Object value) {
        return map.replace(key, old, value);
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public @Nullable Object merge(
            Object key, Object value, BiFunction<Object, Object, Object> function) {
        return map.merge(key, value, function);
    }

    @Override
    public @Nullable Object compute(Object key, BiFunction<Object, Object, Object> function) {
        return map.compute(key, function);
    }

    @Override
    public @Nullable Object computeIfPresent(
            Object key, BiFunction<Object, Object, Object> function) {
        return map.computeIfPresent(key, function);
    }

    @Override
    public @Nullable Object computeIfAbsent(Object key, Function<Object, Object> function) {
        return map.computeIfAbsent(key, function);
    }

    /// All or nothing: a function that fails half way leaves the map as it was.
    @Override
    public void replaceAll(BiFunction<Object, Object, Object> function) {
        var replaced = new ArrayList<Object>(map.size());
        map.forEach(
                (key, value) ->
                        replaced.add(
                                Objects.requireNonNull(function.apply(key, value), "new value")));
        var next = replaced.iterator();
        map.replaceAll((_, _) -> next.next());
    }

    @Override
    public void forEach(BiConsumer<Object, Object> action) {
        map.forEach(action);
    }

    @Override
    public boolean removeIf(Predicate<Object> filter) {
        return map.entrySet().removeIf(filter);
    }

    @Override
    public boolean removeKeys(Collection<?> keys, boolean areIn) {
        Set<Object> named = new HashSet<>(keys);
        return map.keySet().removeIf(key -> named.contains(key) == areIn);
    }

    @Override
    public Object @Nullable [] pollLast() {
        var last = map.pollLastEntry();
        return last == null ? null : new Object[] {last.getKey(), last.getValue()};
    }

    @Override
    public List<Object> keys() {
        return new ArrayList<>(map.keySet());
    }

    @Override
    public List<Object> values() {
        return new ArrayList<>(map.values());
    }

    @Override
    public Map<Object, Object> snapshot() {
        return map; // its million entries are encoded, or detached, in this turn
    }

    @Override
    @Nullable Object detached(@Nullable Object result) {
        return result == map ? new LinkedHashMap<>(map) : result;
    }
}
