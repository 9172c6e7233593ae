package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/// The keys of a managed map; removing one removes its entry.
@SuppressWarnings("unchecked") // keys are what users of the same map put there
final class MapKeys<K> extends AbstractSet<K> {
    private final MapCalls calls;

    MapKeys(MapCalls calls) {
        this.calls = calls;
    }

    @Override
    public Iterator<K> iterator() {
        return new Steps<>(() -> (List<K>) calls.keys(), calls::remove);
    }

    @Override
    public int size() {
        return calls.size();
    }

    @Override
    public boolean contains(@Nullable Object key) {
        return key != null && calls.containsKey(key);
    }

    @Override
    public boolean remove(@Nullable Object key) {
        return key != null && calls.remove(key) != null;
    }

    @Override
    public boolean removeAll(Collection<?> keys) {
        return calls.removeKeys(new ArrayList<>(keys), true);
    }

    @Override
    public boolean retainAll(Collection<?> keys) {
        return calls.removeKeys(new ArrayList<>(keys), false);
    }

    @Override
    public void clear() {
        calls.clear();
    }
}
