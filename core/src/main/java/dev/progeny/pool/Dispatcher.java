package dev.progeny.pool;

import dev.progeny.park.Deadline;
import dev.progeny.process.ExitStatus;
import dev.progeny.ring.Frame;
import dev.progeny.ring.RingCorruptedException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

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
    private final Backlog backlog = new Backlog();
    private final PoolOptionsValue options;
    private final Workforce workforce;
    private final Tally tally;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Phase phase = Phase.RUNNING;
    private @Nullable PoolBrokenException reasonBroken;

    Dispatcher(String name, PoolOptionsValue options) {
        this.options = options;
        JvmExit.watch();
        workforce = new Workforce(name, options, this);
        tally = new Tally(name);
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
            tally.submitted();
            backlog.add(unit);
            assign();
        } finally {
            lock.unlock();
        }
    }

    void requireRunning() {
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
        locked(
                () -> {
                    var worker = unit.worker;
                    if (backlog.drop(unit) || (worker != null && worker.revoke(unit))) {
                        unit.release();
                        tally.settled(1);
                        assign();
                        endIfDone();
                    } else if (mayInterrupt && worker != null) {
                        stopRunning(worker, unit);
                    }
                });
    }

    private void stopRunning(Worker worker, WorkUnit unit) {
        if (worker.interrupt(unit)) {
            later(() -> worker.killIfRunning(unit));
        }
    }

    /// Does something under the lock after the grace.
    private void later(Runnable action) {
        after(options.stopGrace(), action);
    }

    private void after(Duration pause, Runnable action) {
        var delayed = CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS);
        var _ = CompletableFuture.runAsync(() -> locked(action), delayed);
    }

    private void startMissing() {
        assign();
        endIfDone();
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
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
        locked(
                () -> {
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
                    for (var unit : backlog.drain()) {
                        completions.cancelled(unit);
                        if (unit instanceof CallUnit call) {
                            never.add(call.original());
                        }
                    }
                    endIfDone();
                });
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
        return ask(() -> phase != Phase.RUNNING);
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    ProcessPool.Status status() {
        return ask(() -> tally.status(workforce.all(), backlog.size()));
    }

    /// Units have been told their end.
    void settled(int count) {
        locked(
                () -> {
                    if (phase != Phase.ENDED) { // after giving up nothing is owed
                        tally.settled(count);
                        endIfDone();
                    }
                });
    }

    /// Whether something has not been told its end.
    boolean isBusy() {
        return ask(() -> tally.isOwing());
    }

    /// See [Receiver#help].
    void help(CompletableFuture<?> wanted, Deadline deadline) throws InterruptedException {
        workforce.receiver().help(wanted, deadline);
    }

    void started(Worker worker, WorkerHost host) {
        locked(() -> worker.livesIn(host));
    }

    /// Hears a worker's answers, or some of them if there are many.
    void hear(Worker worker, Completions completions) {
        lock.lock();
        try {
            int answers = takeAnswers(worker, completions);
            worker.advance();
            if (answers > 0) {
                worker.adapt(answers, !backlog.isEmpty());
            }
            assign();
            endIfDone();
        } finally {
            lock.unlock();
        }
    }

    private int takeAnswers(Worker worker, Completions completions) {
        int answers = 0;
        try {
            Frame frame = worker.poll();
            while (frame != null) {
                answer(worker, frame, completions);
                answers++;
                frame = answers < MOST_ANSWERS_PER_TURN ? worker.poll() : null;
            }
        } catch (RingCorruptedException e) {
            worker.distrust(e);
        }
        return answers;
    }

    /// A worker's memory is not what it must be.
    void distrust(Worker worker, RingCorruptedException reason) {
        locked(() -> worker.distrust(reason));
    }

    /// Goes on sending to a worker that may have made room.
    ///
    /// @return whether there was enough
    boolean advance(Worker worker) {
        return ask(
                () -> {
                    boolean isDone = worker.advance();
                    if (isDone) {
                        assign();
                    }
                    return isDone;
                });
    }

    private void answer(Worker worker, Frame frame, Completions completions) {
        switch (frame.kind()) {
            case PoolProtocol.READY -> {
                if (worker.ready()) {
                    workforce.started();
                } else {
                    worker.distrust(new IllegalStateException("it was ready twice"));
                }
            }
            case PoolProtocol.UNFIT -> {
                workforce.startNoMore();
                Thread.startVirtualThread(() -> initializerFailed(worker, frame));
            }
            default -> {
                var unit = worker.answered(frame);
                if (unit == null) {
                    worker.distrust(
                            new IllegalStateException("no such answer: kind=" + frame.kind()));
                } else {
                    tally.answered(frame.kind());
                    completions.answered(unit, frame);
                }
            }
        }
    }

    /// Decodes, which may run code of the user, before it takes the lock.
    private void initializerFailed(Worker worker, Frame unfit) {
        var thrown = Answers.decodeThrowable(unfit);
        var completions = new Completions();
        locked(
                () -> {
                    if (phase != Phase.ENDED) {
                        String what = "the initializer failed in " + worker.name();
                        breakDown(what, thrown, completions);
                        endIfDone();
                    }
                });
        completions.tell(this, null);
    }

    /// A worker has ended, and its last answers have been heard.
    void buried(Worker worker, ExitStatus status, String lastOutput, Completions completions) {
        lock.lock();
        try {
            boolean wasStarting = worker.state() == WorkerState.STARTING;
            var estate = worker.bury();
            for (var victim : estate.victims()) {
                tally.died();
                completions.failed(victim, reasonOf(victim, worker, status, lastOutput));
            }
            estate.rest().reversed().forEach(backlog::addFirst);
            workforce.remove(worker);
            if (JvmExit.hasBegun() && phase != Phase.BROKEN) {
                phase = Phase.STOPPING;
            }
            if (phase == Phase.STOPPING || phase == Phase.BROKEN) {
                cancelBacklog(completions);
            } else if (!worker.isEndExpected()) {
                tally.restarted();
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

    private RuntimeException reasonOf(
            WorkUnit victim, Worker worker, ExitStatus status, String lastOutput) {
        return reasonBroken != null && worker.isEndExpected()
                ? reasonBroken
                : worker.death(victim, status, lastOutput);
    }

    private void cancelBacklog(Completions completions) {
        for (var unit : backlog.drain()) {
            if (reasonBroken == null) {
                completions.cancelled(unit);
            } else {
                completions.failed(unit, reasonBroken);
            }
        }
    }

    /// A worker could not be started.
    void startFailed(Worker worker, Throwable reason, Completions completions) {
        locked(
                () -> {
                    worker.bury();
                    workforce.remove(worker);
                    if (workforce.startFailed(reason)) {
                        breakDown("a worker cannot be started", reason, completions);
                    } else {
                        after(Workforce.START_PAUSE, this::startMissing);
                    }
                    endIfDone();
                });
    }

    /// The receiver itself failed: better no pool than one that hangs.
    void giveUp(Throwable reason, Completions completions) {
        locked(
                () -> {
                    var broken = breakDown("the pool failed", reason, completions);
                    for (var worker : workforce.all()) {
                        worker.kill();
                        for (var unit : worker.abandon()) {
                            completions.failed(unit, broken);
                        }
                        workforce.remove(worker);
                    }
                    end();
                });
    }

    /// @return why, and if it was broken before, why then
    private PoolBrokenException breakDown(
            String what, @Nullable Throwable reason, Completions completions) {
        if (reasonBroken != null) {
            return reasonBroken;
        }
        String why = reason == null ? "" : ": " + reason;
        var broken =
                new PoolBrokenException(
                        "pool " + workforce.name() + " is broken; " + what + why, reason);
        reasonBroken = broken;
        phase = Phase.BROKEN;
        cancelBacklog(completions);
        for (var worker : workforce.all()) {
            worker.kill();
            for (var unit : List.copyOf(worker.inFlight())) {
                if (worker.revoke(unit)) {
                    completions.failed(unit, broken);
                }
            }
        }
        return broken;
    }

    /// Nothing has happened for a while.
    void rest() {
        locked(
                () -> {
                    tally.rest();
                    assign();
                    endIfDone();
                });
    }

    /// Gives waiting units to workers: first to those that have nothing to do, then ahead to those
    /// that will have; and what waits at a busy worker to one that is idle.
    private void assign() {
        boolean isFull = false;
        while (!backlog.isEmpty() && !isFull) {
            var next = backlog.peek();
            var worker = workforce.leastLoaded();
            if (next != null && worker != null && worker.send(next)) {
                backlog.remove();
                workforce.touch(worker);
            } else {
                isFull = true;
            }
        }
        if (backlog.isEmpty()) {
            workforce.share(backlog);
        }
        workforce.wakeTouched();
        if (phase == Phase.RUNNING) {
            workforce.adjust(backlog.size());
        } else if (phase == Phase.DRAINING) {
            workforce.replace(backlog.size());
        }
    }

    private void endIfDone() {
        if (phase == Phase.RUNNING || phase == Phase.ENDED || !backlog.isEmpty()) {
            return;
        }
        if (!tally.isOwing() || phase != Phase.DRAINING) {
            workforce.retireAll();
            if (workforce.all().isEmpty() && !tally.isOwing()) {
                end();
            }
        }
    }

    private void end() {
        phase = Phase.ENDED;
        tally.letGo();
        workforce.end();
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
