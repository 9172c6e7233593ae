package dev.progeny.manager;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The contract holds for the JDK's own map, so it asks for nothing of our invention.
class ConcurrentHashMapTest extends ConcurrentMapContract {
    @Override
    <K, V> ConcurrentMap<K, V> create() {
        return new ConcurrentHashMap<>();
    }
}
