package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Tells a listener what happens, one event after the other, on a virtual thread: it may block or
/// throw, and holds up nobody but itself.
final class Events {
    /// A listener that hears nothing for so long loses the oldest events.
    private static final int MOST_WAITING = 10_000;

    private final @Nullable Consumer<? super PoolEvent> listener;
    private final Queue<PoolEvent> waiting = new ArrayDeque<>();
    private boolean isTelling;

    Events(@Nullable Consumer<? super PoolEvent> listener) {
        this.listener = listener;
    }

    /// @param event made only if somebody listens
    synchronized void tell(Supplier<PoolEvent> event) {
        if (listener == null) {
            return;
        }
        if (waiting.size() >= MOST_WAITING) {
            waiting.remove();
        }
        waiting.add(event.get());
        if (!isTelling) {
            isTelling = true;
            var told = listener;
            Thread.startVirtualThread(() -> tellAll(told));
        }
    }

    private void tellAll(Consumer<? super PoolEvent> told) {
        for (var event = next(); event != null; event = next()) {
            try {
                told.accept(event);
            } catch (RuntimeException | Error e) {
                System.getLogger("dev.progeny.pool")
                        .log(Level.ERROR, "the listener of a pool failed on " + event, e);
            }
        }
    }

    private synchronized @Nullable PoolEvent next() {
        var event = waiting.poll();
        isTelling = event != null;
        return event;
    }
}
