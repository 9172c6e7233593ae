package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// One task and its future.
final class CallUnit extends WorkUnit {
    private final PoolFuture<?> future;
    private final Object task;
    private final @Nullable SentFunction function;

    private CallUnit(
            PoolFuture<?> future,
            TaskOptionsValue options,
            Object task,
            @Nullable SentFunction function,
            byte[] payload) {
        super(options, payload);
        this.future = future;
        this.task = task;
        this.function = function;
    }

    /// A unit whose task travels.
    ///
    /// @param future completed with the answer
    /// @param options what the user wants
    /// @param task a [Runnable] or a [Callable]
    static CallUnit of(PoolFuture<?> future, TaskOptionsValue options, Object task) {
        byte[] payload = Codec.java().encode(task, PoolProtocol.AFTER_IDS);
        return new CallUnit(future, options, task, null, payload);
    }

    /// A unit whose function is at the worker, or will be, so that only its argument travels.
    ///
    /// @param future completed with the answer
    /// @param options what the user wants
    /// @param task the same as a [Callable]
    /// @param function what is called
    /// @param argument with what
    static CallUnit of(
            PoolFuture<?> future,
            TaskOptionsValue options,
            Callable<?> task,
            SentFunction function,
            @Nullable Object argument) {
        byte[] payload = Codec.java().encode(argument, PoolProtocol.AFTER_IDS);
        return new CallUnit(future, options, task, function, payload);
    }

    /// What `shutdownNow` gives back for it.
    Runnable original() {
        return task instanceof Runnable command ? command : new FutureTask<>((Callable<?>) task);
    }

    /// Whether it has run before.
    boolean hasBeenTried() {
        return failures() > 0;
    }

    @Override
    String describe() {
        return future.description();
    }

    @Override
    int kind() {
        return function == null ? PoolProtocol.CALL : PoolProtocol.INVOKE;
    }

    @Override
    @Nullable SentFunction function() {
        return function;
    }

    @Override
    int tasks() {
        return 1;
    }

    @Override
    boolean isFor(@Nullable CompletableFuture<?> candidate) {
        return future == candidate && future.getNumberOfDependents() == 0;
    }

    /// Never: the future is the user's, who may hang a callback on it at any moment, and it would
    /// run on the thread that receives.
    @Override
    boolean isHarmless(Frame answer) {
        return false;
    }

    @Override
    void answered(Frame answer) {
        if (answer.kind() == PoolProtocol.RETURNED) {
            future.returned(() -> Answers.decode(answer));
        } else {
            future.failed(withHistory(Answers.decodeThrowable(answer)));
        }
    }

    @Override
    Supplier<Throwable> failureOf(Frame answer) {
        return () -> Answers.decodeThrowable(answer);
    }

    @Override
    boolean isWanted() {
        return !future.isDone();
    }

    @Override
    void failed(Throwable reason) {
        future.failed(withHistory(reason));
    }

    @Override
    void expire(Throwable reason) {
        future.expire(withHistory(reason));
    }

    @Override
    void cancelled() {
        future.withdraw();
    }
}
