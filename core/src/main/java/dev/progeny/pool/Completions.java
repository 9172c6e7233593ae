package dev.progeny.pool;

import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Ends of units that were found under the dispatcher's lock and are told outside of it.
///
/// What may run code of the user, decode its objects or wake its callbacks, goes to a virtual
/// thread: it may block there for as long as it likes.
final class Completions {
    private static final ScopedValue<Telling> TELLING = ScopedValue.newInstance();

    private final List<WorkUnit> units = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();

    /// How a unit ends.
    ///
    /// @param answer the worker's answer; null where there is none
    /// @param failure why there is none; null where the unit was cancelled
    private record End(@Nullable Frame answer, @Nullable Throwable failure) {}

    void answered(WorkUnit unit, Frame answer) {
        units.add(unit);
        ends.add(new End(answer, null));
    }

    void failed(WorkUnit unit, Throwable failure) {
        units.add(unit);
        ends.add(new End(null, failure));
    }

    void cancelled(WorkUnit unit) {
        units.add(unit);
        ends.add(new End(null, null));
    }

    /// Tells all of them, and the dispatcher of each that has been told.
    ///
    /// @param favourite the future that this thread itself waits for; null for none
    /// @return the end of that one, for this thread to tell once it holds no lock of the pool: it
    ///     may run code of the user, which may wait for the pool; null where there is none
    @Nullable Runnable tell(Dispatcher dispatcher, @Nullable CompletableFuture<?> favourite) {
        Runnable own = null;
        int settled = 0;
        for (int i = 0; i < units.size(); i++) {
            var unit = units.get(i);
            var end = ends.get(i);
            if (end.answer != null && unit.isHarmless(end.answer)) {
                unit.answered(end.answer);
                settled++;
            } else if (unit.isFor(favourite)) {
                own = () -> tellOne(unit, end, dispatcher);
            } else {
                Thread.startVirtualThread(() -> tellOne(unit, end, dispatcher));
            }
        }
        if (settled > 0) {
            dispatcher.settled(settled);
        }
        units.clear();
        ends.clear();
        return own;
    }

    private static void tellOne(WorkUnit unit, End end, Dispatcher dispatcher) {
        var telling = new Telling(dispatcher, TELLING.isBound() ? TELLING.get() : null);
        try {
            ScopedValue.where(TELLING, telling).run(() -> tellOne(unit, end));
        } finally {
            telling.settle();
        }
    }

    private static void tellOne(WorkUnit unit, End end) {
        if (end.answer != null) {
            unit.answered(end.answer);
        } else if (end.failure != null) {
            unit.failed(end.failure);
        } else {
            unit.cancelled();
        }
    }

    /// The end of a unit that a thread tells, until the callbacks of its future have returned.
    private static final class Telling {
        private final Dispatcher dispatcher;

        /// What the same thread tells meanwhile: a callback may wait for another future.
        private final @Nullable Telling outer;

        private boolean isSettled;

        Telling(Dispatcher dispatcher, @Nullable Telling outer) {
            this.dispatcher = dispatcher;
            this.outer = outer;
        }

        void settle() {
            if (!isSettled) {
                isSettled = true;
                dispatcher.settled(1);
            }
        }
    }

    /// This thread is going to wait for the end of a pool. If it is in a callback of one of the
    /// pool's own futures, the pool must not wait for that callback in turn.
    static void waitNotForThisThread(Dispatcher dispatcher) {
        var telling = TELLING.isBound() ? TELLING.get() : null;
        while (telling != null) {
            if (telling.dispatcher == dispatcher) {
                telling.settle();
            }
            telling = telling.outer;
        }
    }
}
