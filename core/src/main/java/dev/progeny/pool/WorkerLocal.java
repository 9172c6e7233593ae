package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// Something that each worker makes once, when a task first needs it, and keeps for its later
/// tasks: a parser, a model, a connection.
///
///     static final WorkerLocal<Parser> PARSER = WorkerLocal.of(Parser::new);
///     ...
///     pool.map(file -> PARSER.get().parse(file), files);
///
/// Keep it in a static field: it does not travel, each worker has its own. What is
/// [AutoCloseable] is closed when the worker leaves, after the exit task
/// ([PoolOptions#withExitTask]), the one made last first; not if the worker is killed. In threads
/// other than a worker's own it is like a [ThreadLocal].
///
/// @param <T> type of the value
public final class WorkerLocal<T> {
    private static final ThreadLocal<SequencedMap<WorkerLocal<?>, Object>> VALUES =
            ThreadLocal.withInitial(LinkedHashMap::new);

    private final Supplier<? extends T> make;

    private WorkerLocal(Supplier<? extends T> make) {
        this.make = make;
    }

    /// Says how to make it.
    ///
    /// @param make called once in each worker that needs it; gives no null
    /// @param <T> type of the value
    /// @return the variable
    public static <T> WorkerLocal<T> of(Supplier<? extends T> make) {
        return new WorkerLocal<>(Objects.requireNonNull(make, "make"));
    }

    /// The value of this worker.
    ///
    /// @return always the same one here; what making it throws is thrown, and the next call tries
    ///     again
    @SuppressWarnings("unchecked") // only this method puts values, each under its own variable
    public T get() {
        var values = VALUES.get();
        @Nullable Object value = values.get(this);
        if (value == null) {
            value = Objects.requireNonNull(make.get(), "a worker-local value is null");
            values.put(this, value);
        }
        return (T) value;
    }

    /// By a worker that leaves.
    static void closeAll() {
        for (var value : VALUES.get().sequencedValues().reversed()) {
            if (value instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
        VALUES.remove();
    }

    private static void close(AutoCloseable value) {
        try {
            value.close();
        } catch (Exception e) {
            System.getLogger("dev.progeny.pool")
                    .log(Level.WARNING, "a worker-local value cannot be closed: " + value, e);
        }
    }
}
