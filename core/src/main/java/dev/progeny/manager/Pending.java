package dev.progeny.manager;

import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A call that has been sent and is not answered yet.
final class Pending {
    final long id;
    final Methods.Remote method;

    /// The object at the other side, and the thread that calls it.
    final long target;

    final long thread;

    /// Released when there is something to look at: the answer, or the turn to receive.
    private final Semaphore news = new Semaphore(0);

    private final @Nullable Runnable whenDone;
    private volatile @Nullable Message answer;
    private volatile @Nullable RuntimeException failure;

    /// A call of this thread.
    ///
    /// @param whenDone what else is to be done with the answer; null where a thread waits for it
    Pending(long id, Methods.Remote method, long target, @Nullable Runnable whenDone) {
        this(id, method, target, Thread.currentThread().threadId(), whenDone);
    }

    private Pending(
            long id, Methods.Remote method, long target, long thread, @Nullable Runnable whenDone) {
        this.id = id;
        this.method = method;
        this.target = target;
        this.thread = thread;
        this.whenDone = whenDone;
    }

    /// The same call for somebody else, who does not wait.
    Pending left(Consumer<Pending> to) {
        var left = new Pending[1];
        left[0] = new Pending(id, method, target, thread, () -> to.accept(left[0]));
        return left[0];
    }

    /// Another call for the same thread, of which nobody wants to hear.
    Pending followedBy(long nextId, Methods.Remote next) {
        return new Pending(nextId, next, target, thread, () -> {});
    }

    boolean isDone() {
        return answer != null || failure != null;
    }

    /// Whether a thread waits for it.
    boolean isAwaited() {
        return whenDone == null;
    }

    @Nullable Message answer() {
        return answer;
    }

    /// Why there will be no answer; null if there is one.
    @Nullable RuntimeException failure() {
        return failure;
    }

    void answer(Message said) {
        answer = said;
        tell();
    }

    void fail(RuntimeException why) {
        failure = why;
        tell();
    }

    private void tell() {
        news.release();
        if (whenDone != null) {
            Thread.startVirtualThread(whenDone);
        }
    }

    /// Has the waiting thread look around.
    void nudge() {
        news.release();
    }

    /// Waits for the answer, a nudge, or the deadline. May return early for no reason.
    void await(Deadline deadline) throws InterruptedException {
        if (!isDone() && news.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }
}
