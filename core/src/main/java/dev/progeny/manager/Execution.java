package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Future;

/// A call of the other side that is being made here, and can be given up.
final class Execution {
    final long id;
    final Methods.Remote method;
    final int byteSize;
    private @Nullable Thread thread;
    private @Nullable Future<?> future;
    private boolean isCancelled;

    Execution(long id, Methods.Remote method, int byteSize) {
        this.id = id;
        this.method = method;
        this.byteSize = byteSize;
    }

    /// This thread runs it from now on.
    ///
    /// @throws InterruptedException if it is not wanted any more
    synchronized void begin() throws InterruptedException {
        if (isCancelled) {
            throw new InterruptedException("the call was given up before it began");
        }
        thread = Thread.currentThread();
    }

    /// This thread does not run it any more; no interrupt of it is left behind.
    synchronized void end() {
        thread = null;
        if (isCancelled) {
            Thread.interrupted();
        }
    }

    /// It goes on without a thread.
    synchronized void goesOn(Future<?> rest) {
        future = rest;
        if (isCancelled) {
            rest.cancel(true);
        }
    }

    synchronized void cancel() {
        isCancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
        if (future != null) {
            future.cancel(true);
        }
    }
}
