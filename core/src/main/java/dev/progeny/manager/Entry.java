package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// An object that others may call, under a number; who has a lease on it, and its names.
final class Entry {
    private final Exporter exporter;
    private final long id;
    private final Object object;
    private final Methods methods;
    private final Map<Guest, Long> receipts = new HashMap<>();
    private int names;
    private long freeSince = System.nanoTime();
    private @Nullable Object local;

    Entry(Exporter exporter, long id, Object object, Class<?> type) {
        this.exporter = exporter;
        this.id = id;
        this.object = object;
        methods = Methods.of(type);
    }

    Exporter exporter() {
        return exporter;
    }

    long id() {
        return id;
    }

    Object object() {
        return object;
    }

    Methods methods() {
        return methods;
    }

    /// The object as it is used on its own side; it travels as a reference.
    synchronized Object local() {
        if (local == null) {
            local = Proxies.make(methods.type(), new LocalTarget(this), null);
        }
        return local;
    }

    /// A reference is sent to a guest.
    synchronized void given(Guest guest) {
        if (!guest.isGone()) {
            receipts.merge(guest, 1L, Long::sum);
        }
    }

    /// A guest has let go of what it received so often.
    synchronized void released(Guest guest, long count) {
        receipts.computeIfPresent(guest, (_, had) -> had <= count ? null : had - count);
        freeSince = System.nanoTime();
    }

    /// A guest has gone.
    synchronized void gone(Guest guest) {
        if (receipts.remove(guest) != null) {
            freeSince = System.nanoTime();
        }
    }

    synchronized void named(int change) {
        names += change;
        freeSince = System.nanoTime();
    }

    /// Whether nobody has had a lease on it for so long, and it has no name.
    synchronized boolean isFree(long now, long leaseNanos) {
        return names == 0 && receipts.isEmpty() && now - freeSince > leaseNanos;
    }

    @Override
    public String toString() {
        return methods.type().getSimpleName() + " " + id;
    }
}
