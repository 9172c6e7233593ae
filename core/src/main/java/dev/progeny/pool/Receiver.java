package dev.progeny.pool;

import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;
import dev.progeny.process.ExitStatus;
import dev.progeny.ring.RingCorruptedException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The pool's one thread: takes answers out of the rings of all workers, and hears of deaths.
///
/// A worker's last answers are always heard before it is buried: what it committed counts.
final class Receiver {
    /// After so long without news it looks after the pool all the same.
    private static final Duration REST = Duration.ofMillis(50);

    private final String name;
    private final Dispatcher dispatcher;
    private final Workforce workforce;
    private final Doorbell bell;
    private final Queue<End> ends = new ConcurrentLinkedQueue<>();
    private final Completions completions = new Completions();
    private volatile boolean isEnding;
    private boolean isClosed;

    Receiver(String name, Dispatcher dispatcher, Workforce workforce, Doorbell bell) {
        this.name = name;
        this.dispatcher = dispatcher;
        this.workforce = workforce;
        this.bell = bell;
    }

    /// The end of a worker.
    ///
    /// @param status how its host ended; null where it could not be started
    /// @param reason why it could not be started
    private record End(
            Worker worker,
            @Nullable ExitStatus status,
            String lastOutput,
            @Nullable Throwable reason) {}

    void start() {
        Thread.ofPlatform().daemon().name("progeny-" + name).start(this::run);
    }

    void ended(Worker worker, ExitStatus status, String lastOutput) {
        ends.add(new End(worker, status, lastOutput, null));
        ring();
    }

    void startFailed(Worker worker, Throwable reason) {
        ends.add(new End(worker, null, "", reason));
        ring();
    }

    void end() {
        isEnding = true;
        ring();
    }

    /// A host may end after the pool gave up, when the bell's memory has gone.
    private synchronized void ring() {
        if (!isClosed) {
            bell.ring();
        }
    }

    private synchronized void close() {
        isClosed = true;
        workforce.close();
    }

    private void run() {
        try {
            while (!isEnding) {
                var outcome = bell.awaitUninterruptibly(this::hasNews, Deadline.after(REST), null);
                hearAll();
                buryAll();
                if (outcome == Wait.TIMED_OUT) {
                    dispatcher.rest();
                }
            }
        } catch (RuntimeException | Error e) {
            dispatcher.giveUp(e, completions);
            completions.tell(dispatcher);
        } finally {
            close();
            dispatcher.ended().completeAsync(() -> null, Thread::startVirtualThread);
        }
    }

    private boolean hasNews() {
        if (isEnding || !ends.isEmpty()) {
            return true;
        }
        for (var worker : workforce.all()) {
            if (isReadable(worker) || (worker.isRoomWanted() && dispatcher.advance(worker))) {
                return true;
            }
        }
        return false;
    }

    private void hearAll() {
        for (var worker : workforce.all()) {
            if (isReadable(worker)) {
                hear(worker);
            }
        }
    }

    private boolean isReadable(Worker worker) {
        try {
            return worker.isReadable();
        } catch (RingCorruptedException e) {
            dispatcher.distrust(worker, e);
            return false;
        }
    }

    private void hear(Worker worker) {
        dispatcher.hear(worker, completions);
        completions.tell(dispatcher);
    }

    private void buryAll() {
        for (var end = ends.poll(); end != null; end = ends.poll()) {
            var worker = end.worker;
            if (end.status == null) {
                var reason = end.reason == null ? new IllegalStateException(name) : end.reason;
                dispatcher.startFailed(worker, reason, completions);
            } else {
                while (isReadable(worker)) { // a large last answer comes in pieces
                    hear(worker);
                }
                dispatcher.buried(worker, end.status, end.lastOutput, completions);
            }
            completions.tell(dispatcher);
        }
    }
}
