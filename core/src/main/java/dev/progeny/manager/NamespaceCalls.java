package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// The calls of a managed namespace.
interface NamespaceCalls {
    @Nullable Object get(String name);

    void set(String name, Object value);

    boolean remove(String name);

    Map<String, Object> snapshot();
}
