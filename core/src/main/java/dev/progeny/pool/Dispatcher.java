package dev.progeny.pool;

import dev.progeny.park.Deadline;
import dev.progeny.park.KeepAlive;
import dev.progeny.process.ExitStatus;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Decides which worker runs what. One lock, held for moments; nothing of the user runs under it.
///
///     RUNNING --shutdown--> DRAINING --all done--> ENDED
///        |                     |
///        +--shutdownNow--------+--> STOPPING --all done--> ENDED
///        +--broken------------------> BROKEN --workers gone--> ENDED
///
/// A unit waits in `backlog`, is in flight at one worker, or has been told its end; a unit whose
/// worker dies before it starts goes back to the head of the backlog.
final class Dispatcher {
    /// What the pool still does.
    private enum Phase {
        RUNNING,
        DRAINING,
        STOPPING,
        BROKEN,
        ENDED
    }

    private static final int MOST_ANSWERS_PER_TURN = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<WorkUnit> backlog = new ArrayDeque<>();
    private final PoolOptionsValue options;
    private final Workforce workforce;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Phase phase = Phase.RUNNING;
    private @Nullable PoolBrokenException reasonBroken;
    private KeepAlive.@Nullable Hold keepAlive;
    private long unsettled;

    private long completed;
    private long failed;
    private long restarts;

    Dispatcher(String name, PoolOptionsValue options) {
        this.options = options;
        workforce = new Workforce(name, options, this);
    }

    /// Starts the first workers; fails if that is not possible at all.
    void open() {
        lock.lock();
        try {
            workforce.open();
        } catch (RuntimeException e) {
            phase = Phase.STOPPING;
            endIfDone();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    void submit(WorkUnit unit) {
        lock.lock();
        try {
            requireRunning();
            unsettled++;
            if (keepAlive == null) {
                keepAlive = KeepAlive.hold(workforce.name());
            }
            backlog.add(unit);
            assign();
        } finally {
            lock.unlock();
        }
    }

    private void requireRunning() {
        if (phase != Phase.RUNNING) {
            String why =
                    reasonBroken == null
                            ? "the pool was shut down; open another one"
                            : reasonBroken.getMessage();
            throw new RejectedExecutionException(why, reasonBroken);
        }
    }

    /// Nobody wants the unit any more: its future has been cancelled.
    void withdraw(WorkUnit unit, boolean mayInterrupt) {
        workforce.receiver().wake();
        lock.lock();
        try {
            var worker = unit.worker;
            if (worker == null) {
                if (!unit.isDropped && backlog.contains(unit)) {
                    unit.isDropped = true;
                }
            } else if (worker.revoke(unit)) {
                unsettled--;
                assign();
                endIfDone();
            } else if (mayInterrupt) {
                stopRunning(worker, unit);
            }
        } finally {
            lock.unlock();
        }
    }

    private void stopRunning(Worker worker, WorkUnit unit) {
        if (worker.interrupt(unit)) {
            later(() -> worker.killIfRunning(unit));
        }
    }

    /// Does something under the lock after the grace.
    private void later(Runnable action) {
        long grace = options.stopGrace().toMillis();
        var timer = CompletableFuture.delayedExecutor(grace, TimeUnit.MILLISECONDS);
        var _ = CompletableFuture.runAsync(() -> locked(action), timer);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    void shutdown() {
        locked(
                () -> {
                    if (phase == Phase.RUNNING) {
                        phase = Phase.DRAINING;
                    }
                    endIfDone();
                });
    }

    /// Takes back all that has not started, interrupts the rest, and kills it after the grace.
    List<Runnable> shutdownNow() {
        var completions = new Completions();
        var never = new ArrayList<Runnable>();
        lock.lock();
        try {
            if (phase == Phase.RUNNING || phase == Phase.DRAINING) {
                phase = Phase.STOPPING;
            }
            for (var worker : workforce.all()) {
                for (var unit : List.copyOf(worker.inFlight()).reversed()) {
                    if (worker.revoke(unit)) {
                        backlog.addFirst(unit);
                    } else {
                        stopRunning(worker, unit);
                    }
                }
            }
            for (var unit : backlog) {
                completions.cancelled(unit);
                if (unit instanceof CallUnit call && !unit.isDropped) {
                    never.add(call.original());
                }
            }
            backlog.clear();
            endIfDone();
        } finally {
            lock.unlock();
        }
        completions.tell(this, null);
        return never;
    }

    /// Ends all workers, whatever they run.
    void endWorkers(boolean byKill) {
        shutdownNow();
        locked(
                () -> {
                    for (var worker : workforce.all()) {
                        var host = worker.host();
                        if (byKill) {
                            worker.kill();
                        } else if (host != null) {
                            host.terminate();
                        }
                    }
                });
    }

    boolean isShutdown() {
        return phase != Phase.RUNNING;
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    ProcessPool.Status status() {
        lock.lock();
        try {
            return workforce.status(backlog.size(), completed, failed, restarts);
        } finally {
            lock.unlock();
        }
    }

    /// Units have been told their end.
    void settled(int count) {
        locked(
                () -> {
                    unsettled -= count;
                    endIfDone();
                });
    }

    /// Whether something has not been told its end.
    boolean isBusy() {
        lock.lock();
        try {
            return unsettled > 0;
        } finally {
            lock.unlock();
        }
    }

    /// See [Receiver#help].
    void help(CompletableFuture<?> wanted, Deadline deadline) throws InterruptedException {
        workforce.receiver().help(wanted, deadline);
    }

    void started(Worker worker, WorkerHost host) {
        locked(() -> worker.livesIn(host));
    }

    /// Hears a worker's answers.
    ///
    /// @return whether it may have more
    boolean hear(Worker worker, Completions completions) {
        lock.lock();
        try {
            int answers = 0;
            Frame frame = worker.poll();
            while (frame != null) {
                answer(worker, frame, completions);
                answers++;
                frame = answers < MOST_ANSWERS_PER_TURN ? worker.poll() : null;
            }
            worker.advance();
            if (answers > 0) {
                worker.adapt(answers, !backlog.isEmpty());
            }
            assign();
            endIfDone();
            return answers == MOST_ANSWERS_PER_TURN;
        } finally {
            lock.unlock();
        }
    }

    /// Goes on sending to a worker that may have made room.
    ///
    /// @return whether there was enough
    boolean advance(Worker worker) {
        lock.lock();
        try {
            boolean isDone = worker.advance();
            if (isDone) {
                assign();
            }
            return isDone;
        } finally {
            lock.unlock();
        }
    }

    private void answer(Worker worker, Frame frame, Completions completions) {
        switch (frame.kind()) {
            case PoolProtocol.READY -> {
                worker.ready();
                workforce.started();
            }
            case PoolProtocol.UNFIT ->
                    breakDown(
                            "the initializer failed in " + worker.name(),
                            Answers.decodeThrowable(frame),
                            completions);
            default -> {
                var unit = worker.answered(PoolProtocol.id(frame.bytes()));
                if (unit == null) {
                    worker.kill(); // its memory is no longer what both agreed upon
                } else {
                    count(frame.kind());
                    completions.answered(unit, frame);
                }
            }
        }
    }

    private void count(int kind) {
        if (kind == PoolProtocol.THREW || kind == PoolProtocol.PARTLY) {
            failed++;
        } else {
            completed++;
        }
    }

    /// A worker has ended, and its last answers have been heard.
    void buried(Worker worker, ExitStatus status, String lastOutput, Completions completions) {
        lock.lock();
        try {
            boolean wasStarting = worker.state() == WorkerState.STARTING;
            var victim = worker.bury();
            if (victim != null) {
                failed++;
                completions.failed(victim, worker.death(victim, status, lastOutput));
            }
            for (var unit : List.copyOf(worker.inFlight()).reversed()) {
                unit.worker = null;
                backlog.addFirst(unit);
            }
            workforce.remove(worker);
            if (phase == Phase.STOPPING || phase == Phase.BROKEN) {
                cancelBacklog(completions);
            } else if (!worker.isEndExpected()) {
                restarts++;
                String limit = workforce.died(wasStarting, status.signal().isPresent());
                if (limit != null) {
                    String last = lastOutput.isEmpty() ? "" : "; last output: " + lastOutput;
                    breakDown(limit + ": " + status.describe() + last, null, completions);
                }
            }
            assign();
            endIfDone();
        } finally {
            lock.unlock();
        }
    }

    private void cancelBacklog(Completions completions) {
        for (var unit : backlog) {
            if (reasonBroken == null) {
                completions.cancelled(unit);
            } else {
                completions.failed(unit, reasonBroken);
            }
        }
        backlog.clear();
    }

    /// A worker could not be started.
    void startFailed(Worker worker, Throwable reason, Completions completions) {
        lock.lock();
        try {
            worker.bury();
            workforce.remove(worker);
            breakDown("a worker cannot be started", reason, completions);
            endIfDone();
        } finally {
            lock.unlock();
        }
    }

    /// The receiver itself failed: better no pool than one that hangs.
    void giveUp(Throwable reason, Completions completions) {
        lock.lock();
        try {
            breakDown("the pool failed", reason, completions);
            for (var worker : workforce.all()) {
                for (var unit : List.copyOf(worker.inFlight())) {
                    completions.failed(unit, broken());
                }
            }
            phase = Phase.ENDED;
            workforce.end();
        } finally {
            lock.unlock();
        }
    }

    private void breakDown(String what, @Nullable Throwable reason, Completions completions) {
        if (reasonBroken == null) {
            String why = reason == null ? "" : ": " + reason;
            reasonBroken =
                    new PoolBrokenException(
                            "pool " + workforce.name() + " is broken; " + what + why, reason);
            phase = Phase.BROKEN;
            cancelBacklog(completions);
            for (var worker : workforce.all()) {
                worker.kill();
                for (var unit : List.copyOf(worker.inFlight())) {
                    if (worker.revoke(unit)) {
                        completions.failed(unit, reasonBroken);
                    }
                }
            }
        }
    }

    private PoolBrokenException broken() {
        return reasonBroken == null
                ? new PoolBrokenException("pool " + workforce.name() + " is broken", null)
                : reasonBroken;
    }

    /// Nothing has happened for a while.
    void rest() {
        locked(
                () -> {
                    if (unsettled == 0 && keepAlive != null) {
                        keepAlive.close();
                        keepAlive = null;
                    }
                    assign();
                });
    }

    /// Gives waiting units to workers: first to those that have nothing to do, then ahead to those
    /// that will have; and what waits at a busy worker to one that is idle.
    private void assign() {
        boolean isFull = false;
        while (!backlog.isEmpty() && !isFull) {
            if (backlog.peek().isDropped) {
                backlog.remove();
                unsettled--;
                continue;
            }
            var worker = workforce.leastLoaded();
            if (worker != null && worker.send(backlog.peek())) {
                backlog.remove();
                workforce.touch(worker);
            } else {
                isFull = true;
            }
        }
        if (backlog.isEmpty()) {
            share();
        }
        workforce.wakeTouched();
        if (phase == Phase.RUNNING) {
            workforce.adjust(backlog.size());
        } else if (phase == Phase.DRAINING) {
            workforce.replace(backlog.size());
        }
    }

    private void share() {
        var idle = workforce.idle();
        var busiest = idle == null ? null : workforce.busiest();
        if (idle != null && busiest != null && busiest.load() > 1) {
            for (var unit : busiest.giveUpHalf()) {
                if (!idle.send(unit)) {
                    backlog.add(unit);
                }
            }
            workforce.touch(idle);
        }
    }

    private void endIfDone() {
        if (phase == Phase.RUNNING || phase == Phase.ENDED || !backlog.isEmpty()) {
            return;
        }
        if (unsettled == 0 || phase != Phase.DRAINING) {
            workforce.retireAll();
            if (workforce.all().isEmpty() && unsettled == 0) {
                phase = Phase.ENDED;
                if (keepAlive != null) {
                    keepAlive.close();
                }
                workforce.end();
            }
        }
    }

    /// Kills what has not left within the grace after it was told to.
    void killLater(Worker worker) {
        later(
                () -> {
                    if (worker.state() != WorkerState.GONE) {
                        worker.kill();
                    }
                });
    }
}
