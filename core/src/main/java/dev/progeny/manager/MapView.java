package dev.progeny.manager;

import dev.progeny.task.RemoteBiConsumer;
import dev.progeny.task.RemoteBiFunction;
import dev.progeny.task.RemoteMapper;
import dev.progeny.task.RemotePredicate;

import org.jspecify.annotations.Nullable;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A managed map as its users see it.
@SuppressWarnings({
    "unchecked", // keys and values are what users of the same map put there
    "serial" // the handle travels
})
final class MapView<K, V> extends AbstractMap<K, V> implements RemoteMap<K, V>, View {
    private static final long serialVersionUID = 1L;

    private final transient MapCalls calls;

    MapView(MapCalls calls) {
        this.calls = calls;
    }

    @Override
    public MapCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    @Override
    public int size() {
        return calls.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return (V) calls.get(required(key));
    }

    private static <T> T required(@Nullable T given) {
        return Objects.requireNonNull(given, "a key, value or function is null");
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return calls.containsKey(required(key));
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return calls.containsValue(required(value));
    }

    @Override
    public @Nullable V put(K key, V value) {
        return (V) calls.put(required(key), required(value));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return (V) calls.putIfAbsent(required(key), required(value));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        var copy = new LinkedHashMap<>(copy(entries));
        copy.forEach(
                (key, value) -> {
                    required(key);
                    required(value);
                });
        calls.putAll(copy);
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return (V) calls.remove(required(key));
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        return calls.removePair(required(key), value == null ? NoValue.IS_NULL : value);
    }

    /// Is in no map.
    private enum NoValue {
        IS_NULL
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return (V) calls.replace(required(key), required(value));
    }

    @Override
    public boolean replace(K key, V old, V value) {
        return calls.replacePair(required(key), required(old), required(value));
    }

    @Override
    public void clear() {
        calls.clear();
    }

    /// A function as the calls name it.
    private static BiFunction<Object, Object, Object> travelling(BiFunction<?, ?, ?> function) {
        return (BiFunction<Object, Object, Object>) required(function);
    }

    @Override
    public @Nullable V merge(
            K key, V value, RemoteBiFunction<? super V, ? super V, ? extends V> function) {
        return (V) calls.merge(required(key), required(value), travelling(function));
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
        return function instanceof RemoteBiFunction
                ? (V) calls.merge(required(key), required(value), travelling(function))
                : RemoteMap.super.merge(key, value, required(function));
    }

    @Override
    public @Nullable V compute(
            K key, RemoteBiFunction<? super K, ? super V, ? extends V> function) {
        return (V) calls.compute(required(key), travelling(function));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        return function instanceof RemoteBiFunction
                ? (V) calls.compute(required(key), travelling(function))
                : RemoteMap.super.compute(key, required(function));
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, RemoteBiFunction<? super K, ? super V, ? extends V> function) {
        return (V) calls.computeIfPresent(required(key), travelling(function));
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends V> function) {
        return function instanceof RemoteBiFunction
                ? (V) calls.computeIfPresent(required(key), travelling(function))
                : RemoteMap.super.computeIfPresent(key, required(function));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, RemoteMapper<? super K, ? extends V> function) {
        var travelling = (Function<Object, Object>) (Function<?, ?>) required(function);
        return (V) calls.computeIfAbsent(required(key), travelling);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        return function instanceof RemoteMapper<?, ?>
                ? computeIfAbsent(key, (RemoteMapper<? super K, ? extends V>) function)
                : RemoteMap.super.computeIfAbsent(key, required(function));
    }

    @Override
    public void replaceAll(RemoteBiFunction<? super K, ? super V, ? extends V> function) {
        calls.replaceAll(travelling(function));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        if (function instanceof RemoteBiFunction) {
            calls.replaceAll(travelling(function));
        } else {
            RemoteMap.super.replaceAll(required(function));
        }
    }

    @Override
    public void forEach(RemoteBiConsumer<? super K, ? super V> action) {
        calls.forEach((BiConsumer<Object, Object>) (BiConsumer<?, ?>) required(action));
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        if (action instanceof RemoteBiConsumer<?, ?>) {
            forEach((RemoteBiConsumer<? super K, ? super V>) action);
        } else {
            snapshot().forEach(required(action));
        }
    }

    @Override
    public boolean removeIf(RemotePredicate<? super Map.Entry<K, V>> filter) {
        return calls.removeIf((RemotePredicate<Object>) (RemotePredicate<?>) required(filter));
    }

    @Override
    public Optional<Map.Entry<K, V>> pollLast() {
        var last = calls.pollLast();
        return last == null ? Optional.empty() : Optional.of(Map.entry((K) last[0], (V) last[1]));
    }

    @Override
    public Map<K, V> snapshot() {
        return (Map<K, V>) (Map<?, ?>) calls.snapshot();
    }

    @Override
    public Set<K> keySet() {
        return new MapKeys<>(calls);
    }

    @Override
    public Collection<V> values() {
        return new MapValues<>(calls);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new MapEntries<>(calls);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Map<?, ?> map && snapshot().equals(copy(map)));
    }

    private static <A, B> Map<A, B> copy(Map<A, B> map) {
        return map instanceof RemoteMap<A, B> remote ? remote.snapshot() : map;
    }

    @Override
    public int hashCode() {
        return snapshot().hashCode();
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }
}
