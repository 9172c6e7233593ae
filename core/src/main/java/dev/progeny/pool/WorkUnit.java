package dev.progeny.pool;

import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What is assigned, run, and taken back as one: a call, or some items of a map.
///
/// Where it is (`worker`, `number`, `isWaiting`) is guarded by the dispatcher's lock; the three
/// ends are called outside of it, one of them, once. It waits, or is at a worker, or its end has
/// been found.
abstract sealed class WorkUnit permits CallUnit, BatchUnit {
    private static final byte[] NOTHING = new byte[0];

    private final TaskOptionsValue options;

    /// How its attempts until now failed.
    private final List<Supplier<Throwable>> failures = new ArrayList<>(0);

    private byte[] payload;

    /// Where it is in flight; null before and after.
    @Nullable Worker worker;

    /// Its number there.
    long number;

    /// Whether it waits in the backlog and is wanted.
    boolean isWaiting;

    /// Workers that died when it was the next one that they would have started.
    int lostWorkers;

    /// Whether this attempt has run longer than it may.
    boolean isLate;

    /// Makes a unit.
    ///
    /// @param options what the user wants
    /// @param payload two ids, to be filled in, and what the worker needs to know
    WorkUnit(TaskOptionsValue options, byte[] payload) {
        this.options = options;
        this.payload = payload;
    }

    final TaskOptionsValue options() {
        return options;
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

    /// How many attempts have failed and were followed by another one.
    final int failures() {
        return failures.size();
    }

    /// Whether somebody wants another attempt after one that failed so.
    final boolean mayTryAgain(RetryOn kind) {
        var retry = options.retry();
        return failures.size() < retry.times() && retry.kinds().contains(kind) && isWanted();
    }

    /// An attempt has failed, and there will be another one.
    final void failed(Supplier<Throwable> failure) {
        failures.add(failure);
        isLate = false;
    }

    /// Adds the attempts before to the failure of the last one, as suppressed exceptions.
    final <T extends Throwable> T withHistory(T last) {
        for (var failure : failures) {
            var earlier = failure.get();
            if (earlier != last) {
                last.addSuppressed(earlier);
            }
        }
        return last;
    }

    /// For messages.
    abstract String describe();

    /// Kind of the frame that carries it.
    abstract int kind();

    /// The function that must be at the worker first; null for none.
    abstract @Nullable SentFunction function();

    /// How many tasks in the sense of [PoolOptions#withTasksPerWorker].
    abstract int tasks();

    /// Whether its tasks were announced before it was submitted.
    boolean isExpected() {
        return false;
    }

    /// Whether this is the future that the unit's end completes.
    abstract boolean isFor(@Nullable CompletableFuture<?> candidate);

    /// Whether its future is not done, so that somebody may wait for it.
    abstract boolean isWanted();

    /// What an answer says that is no success, still to be decoded: that may run code of the user.
    abstract Supplier<Throwable> failureOf(Frame answer);

    /// Whether [#answered] runs no code of the user and blocks nobody.
    abstract boolean isHarmless(Frame answer);

    /// The worker's answer has come.
    abstract void answered(Frame answer);

    /// There will be none.
    abstract void failed(Throwable reason);

    /// The future fails, though the unit has not ended.
    abstract void expire(Throwable reason);

    /// The pool was stopped before it ran.
    abstract void cancelled();
}
