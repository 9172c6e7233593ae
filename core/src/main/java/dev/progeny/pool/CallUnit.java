package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// One task and its future.
final class CallUnit extends WorkUnit {
    private final PoolFuture<?> future;
    private final String label;
    private final Runnable original;

    /// Makes a unit.
    ///
    /// @param future completed with the answer
    /// @param label for messages
    /// @param task the task
    /// @param original what `shutdownNow` gives back for it
    CallUnit(PoolFuture<?> future, String label, Object task, Runnable original) {
        super(Codec.java().encode(task, PoolProtocol.AFTER_IDS));
        this.future = future;
        this.label = label;
        this.original = original;
    }

    Runnable original() {
        return original;
    }

    @Override
    String describe() {
        return label.isEmpty() ? "task " + number : "task " + number + " (" + label + ")";
    }

    @Override
    int kind() {
        return PoolProtocol.CALL;
    }

    @Override
    @Nullable SentFunction function() {
        return null;
    }

    @Override
    int tasks() {
        return 1;
    }

    @Override
    boolean isFor(@Nullable CompletableFuture<?> candidate) {
        return future == candidate && future.getNumberOfDependents() == 0;
    }

    @Override
    boolean isHarmless(Frame answer) {
        return future.getNumberOfDependents() == 0
                && answer.kind() == PoolProtocol.RETURNED
                && Codec.java().isPlain(answer.bytes(), PoolProtocol.AFTER_ID);
    }

    @Override
    void answered(Frame answer) {
        if (answer.kind() == PoolProtocol.RETURNED) {
            future.returned(() -> Answers.decode(answer));
        } else {
            future.completeExceptionally(Answers.decodeThrowable(answer));
        }
    }

    @Override
    void failed(Throwable reason) {
        future.completeExceptionally(reason);
    }

    @Override
    void cancelled() {
        future.withdraw();
    }
}
