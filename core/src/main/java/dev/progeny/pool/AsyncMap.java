package dev.progeny.pool;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A map that runs on a virtual thread; cancelling its future interrupts it, and so withdraws what
/// it has sent.
final class AsyncMap<T> extends CompletableFuture<T> {
    private final Thread thread;

    private AsyncMap(Callable<T> work) {
        thread = Thread.ofVirtual().name("progeny-map").unstarted(() -> run(work));
    }

    static <T> CompletableFuture<T> start(Callable<T> work) {
        var map = new AsyncMap<T>(work);
        map.thread.start();
        return map;
    }

    private void run(Callable<T> work) {
        try {
            complete(work.call());
        } catch (ExecutionException e) {
            completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        if (isCancelled) {
            thread.interrupt();
        }
        return isCancelled;
    }
}
