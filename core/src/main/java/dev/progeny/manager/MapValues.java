package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.AbstractCollection;
import java.util.Iterator;

/// The values of a managed map; removing one removes its entry.
final class MapValues<V> extends AbstractCollection<V> {
    private final MapCalls calls;

    MapValues(MapCalls calls) {
        this.calls = calls;
    }

    @Override
    public Iterator<V> iterator() {
        var entries = new MapEntries<Object, V>(calls).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public V next() {
                return entries.next().getValue();
            }

            @Override
            public void remove() {
                entries.remove();
            }
        };
    }

    @Override
    public int size() {
        return calls.size();
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return value != null && calls.containsValue(value);
    }

    @Override
    public Object[] toArray() {
        return calls.values().toArray();
    }

    @Override
    public void clear() {
        calls.clear();
    }
}
