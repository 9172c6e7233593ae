package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Which functions a worker has got, the one used last at the end. Some are kept beyond their map,
/// since the next one may use them; the others it is told to forget, so that a worker does not grow
/// with the number of maps.
///
/// The ring keeps the order of frames: what is forgotten may still be used by what was sent before.
final class KnownFunctions {
    private static final int MOST = 32;
    private static final long MOST_BYTES = 1 << 24;

    private final Map<Long, Integer> sizes = new LinkedHashMap<>(MOST, 0.75f, true);
    private long bytes;

    /// Whether the worker has it; counts as a use.
    boolean contains(SentFunction function) {
        return sizes.get(function.id()) != null;
    }

    void add(SentFunction function) {
        sizes.put(function.id(), function.payload().length);
        bytes += function.payload().length;
    }

    /// Which one must go, so that another one may come.
    ///
    /// @return its id; null for none
    @Nullable Long surplus(SentFunction next) {
        boolean isFull = sizes.size() >= MOST || bytes + next.payload().length > MOST_BYTES;
        return isFull && !sizes.isEmpty() ? sizes.keySet().iterator().next() : null;
    }

    void remove(Long id) {
        Integer size = sizes.remove(id);
        bytes -= size == null ? 0 : size;
    }
}
