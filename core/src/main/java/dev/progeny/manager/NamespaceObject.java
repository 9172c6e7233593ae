package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// A managed namespace at its server.
final class NamespaceObject extends Guarded implements NamespaceCalls {
    private final LinkedHashMap<String, Object> values = new LinkedHashMap<>();

    @Override
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    @Override
    public void set(String name, Object value) {
        values.put(name, value);
    }

    @Override
    public boolean remove(String name) {
        return values.remove(name) != null;
    }

    @Override
    public Map<String, Object> snapshot() {
        return new LinkedHashMap<>(values);
    }
}
