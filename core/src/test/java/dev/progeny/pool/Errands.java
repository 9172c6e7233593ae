package dev.progeny.pool;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import java.io.IOException;
import java.io.Serializable;

/// Tasks for tests, which any executor can run: serializable, and seen from outside by files only.
final class Errands {
    private Errands() {}

    static <T extends Serializable> RemoteCallable<T> giving(T value) {
        return () -> value;
    }

    static <T> RemoteCallable<T> givingNothing() {
        return () -> null;
    }

    static <T> RemoteCallable<T> throwingUnchecked(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    static <T> RemoteCallable<T> throwingChecked(String message) {
        return () -> {
            throw new IOException(message);
        };
    }

    static <T> RemoteCallable<T> throwingError(String message) {
        return () -> {
            throw new AssertionError(message);
        };
    }

    static RemoteRunnable opening(Gate gate) {
        return gate::open;
    }

    /// Opens one gate, and ends when somebody opens the other one.
    static <T extends Serializable> RemoteCallable<T> meeting(Gate mine, Gate other, T result) {
        return () -> {
            mine.open();
            other.await();
            return result;
        };
    }

    /// Opens the first gate and waits to be interrupted; then it opens the second one.
    static <T> RemoteCallable<T> waitingForInterrupt(Gate started, Gate interrupted) {
        return () -> {
            started.open();
            try {
                Thread.sleep(30_000);
                throw new AssertionError("nobody interrupted this task");
            } catch (InterruptedException e) {
                interrupted.open();
                throw e;
            }
        };
    }

    /// Like the one above, as a command.
    static RemoteRunnable commandWaitingForInterrupt(Gate started, Gate interrupted) {
        return () -> waitingForInterrupt(started, interrupted).call();
    }

    /// Opens the first gate, waits for the second one, and opens the third one.
    static <T> RemoteCallable<T> passing(Gate started, Gate release, Gate ended) {
        return () -> {
            started.open();
            release.await();
            ended.open();
            return null;
        };
    }

    static RemoteCallable<Object> makingAThread() {
        return () -> Thread.ofVirtual().unstarted(() -> {});
    }
}
