package dev.progeny.pool;

import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// What is assigned, run, and taken back as one: a call, or some items of a map.
///
/// Where it is (`worker`, `number`, `isWaiting`) is guarded by the dispatcher's lock; the three
/// ends are called outside of it, one of them, once. It waits, or is at a worker, or its end has
/// been found.
abstract sealed class WorkUnit permits CallUnit, BatchUnit {
    private static final byte[] NOTHING = new byte[0];

    private byte[] payload;

    /// Where it is in flight; null before and after.
    @Nullable Worker worker;

    /// Its number there.
    long number;

    /// Whether it waits in the backlog and is wanted.
    boolean isWaiting;

    /// Workers that died when it was the next one that they would have started.
    int lostWorkers;

    /// Makes a unit.
    ///
    /// @param payload two ids, to be filled in, and what the worker needs to know
    WorkUnit(byte[] payload) {
        this.payload = payload;
    }

    final byte[] payload() {
        return payload;
    }

    /// It will not be sent again: what it holds may be large, and its future may live long.
    final void release() {
        payload = NOTHING;
    }

    /// It was taken back while a part of it was in the ring, and the rest is still to be written
    /// there: what is sent elsewhere must be another copy, since it gets another number.
    final void leaveCopy() {
        payload = payload.clone();
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
