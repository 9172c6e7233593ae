package dev.progeny.pool;

import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// What is assigned, run, and taken back as one: a call, or some items of a map.
///
/// Where it is (`worker`, `number`, `isDropped`) is guarded by the dispatcher's lock; the three
/// ends are called outside of it, one of them, once.
abstract sealed class WorkUnit permits CallUnit, BatchUnit {
    private final byte[] payload;

    /// Where it was sent; null while it waits.
    @Nullable Worker worker;

    /// Its number there.
    long number;

    /// Whether nobody wants it any more.
    boolean isDropped;

    /// Makes a unit.
    ///
    /// @param payload two ids, to be filled in, and what the worker needs to know
    WorkUnit(byte[] payload) {
        this.payload = payload;
    }

    final byte[] payload() {
        return payload;
    }

    /// For messages.
    abstract String describe();

    /// Kind of the frame that carries it.
    abstract int kind();

    /// The function that must be at the worker first; null for none.
    abstract @Nullable SentFunction function();

    /// How many tasks in the sense of [PoolOptions#withTasksPerWorker].
    abstract int tasks();

    /// Whether this is the future that the unit's end completes.
    abstract boolean isFor(@Nullable CompletableFuture<?> candidate);

    /// Whether [#answered] runs no code of the user and blocks nobody.
    abstract boolean isHarmless(Frame answer);

    /// The worker's answer has come.
    abstract void answered(Frame answer);

    /// There will be none.
    abstract void failed(Throwable reason);

    /// The pool was stopped before it ran.
    abstract void cancelled();
}
