package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The entries of a managed map; they write through.
@SuppressWarnings("unchecked") // keys and values are what users of the same map put there
final class MapEntries<K, V> extends AbstractSet<Map.Entry<K, V>> {
    private final MapCalls calls;

    MapEntries(MapCalls calls) {
        this.calls = calls;
    }

    /// An entry of a snapshot.
    private static final class Written<K, V> extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        private final transient MapCalls calls;

        Written(MapCalls calls, K key, V value) {
            super(key, value);
            this.calls = calls;
        }

        @Override
        public V setValue(V value) {
            calls.put(getKey(), java.util.Objects.requireNonNull(value, "value"));
            return super.setValue(value);
        }
    }

    private List<Map.Entry<K, V>> all() {
        var all = new ArrayList<Map.Entry<K, V>>();
        calls.snapshot().forEach((key, value) -> all.add(new Written<>(calls, (K) key, (V) value)));
        return all;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return new Steps<>(this::all, entry -> calls.remove(entry.getKey()));
    }

    @Override
    public int size() {
        return calls.size();
    }

    @Override
    public boolean contains(@Nullable Object object) {
        return object instanceof Map.Entry<?, ?> entry
                && entry.getKey() != null
                && entry.getValue() != null
                && entry.getValue().equals(calls.get(entry.getKey()));
    }

    @Override
    public boolean remove(@Nullable Object object) {
        return object instanceof Map.Entry<?, ?> entry
                && entry.getKey() != null
                && entry.getValue() != null
                && calls.removePair(entry.getKey(), entry.getValue());
    }

    @Override
    public void clear() {
        calls.clear();
    }
}
