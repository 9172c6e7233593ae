package dev.progeny.pool;

import dev.progeny.process.ExitStatus;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What a pool does about workers that end or cannot start: blames the task that ran, gives the
/// others away, and where there is no hope gives the pool up. Under the dispatcher's lock.
final class Deaths {
    /// Deaths that a broken pool tells of, the last ones.
    private static final int MOST_TOLD = 10;

    /// Loaded now: where a pool has to be given up, there may be no descriptor for a class file.
    private static final PoolPhase.Event END_OF_HOPE = PoolPhase.Event.BREAK;

    private final Dispatcher dispatcher;
    private final Deque<WorkerDiedException> history = new ArrayDeque<>();
    private @Nullable PoolBrokenException reasonBroken;

    Deaths(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// Why the pool is broken; null if it is not.
    @Nullable PoolBrokenException reasonBroken() {
        return reasonBroken;
    }

    /// A worker has ended, and its last answers have been heard.
    void buried(Worker worker, ExitStatus status, String lastOutput, Completions completions) {
        dispatcher.locked(
                () -> {
                    bury(worker, status, lastOutput, completions);
                    dispatcher.proceed();
                });
    }

    private void bury(
            Worker worker, ExitStatus status, String lastOutput, Completions completions) {
        var workforce = dispatcher.workforce();
        boolean wasStarting = worker.state() == WorkerState.STARTING;
        dispatcher
                .events()
                .tell(
                        () ->
                                new PoolEvent.WorkerEnded(
                                        worker.name(), worker.pid(), status, worker.why()));
        var estate = worker.bury();
        var death = death(worker, estate, wasStarting, status, lastOutput);
        Flight.gone(worker, status);
        for (var victim : estate.victims()) {
            Flight.lost(worker, victim);
            blame(victim, worker, worker.death(victim, status, lastOutput), completions);
        }
        estate.rest().reversed().forEach(dispatcher.backlog()::addFirst);
        workforce.remove(worker);
        if (JvmExit.hasBegun()) {
            dispatcher.move(PoolPhase.Event.STOP);
        }
        if (!dispatcher.phase().isWorking()) {
            cancelBacklog(completions);
        } else if (!worker.isEndExpected()) {
            Flight.restarted(worker, dispatcher.tally().restarted());
            remember(death);
            String limit = workforce.died(wasStarting, status.signal().isPresent());
            if (limit != null) {
                String last = lastOutput.isEmpty() ? "" : "; last output: " + lastOutput;
                breakDown(limit + ": " + status.describe() + last, null, completions);
            } else if (wasStarting) {
                dispatcher.agenda().after(Workforce.START_PAUSE, dispatcher::proceed);
            }
        }
    }

    private static WorkerDiedException death(
            Worker worker,
            Worker.Estate estate,
            boolean wasStarting,
            ExitStatus status,
            String lastOutput) {
        return estate.victims().isEmpty()
                ? worker.death(wasStarting ? "while starting" : "while idle", status, lastOutput)
                : worker.death(estate.victims().getFirst(), status, lastOutput);
    }

    private void remember(WorkerDiedException death) {
        if (history.size() == MOST_TOLD) {
            history.remove();
        }
        history.add(death);
    }

    private void blame(
            WorkUnit victim, Worker worker, WorkerDiedException death, Completions completions) {
        if (reasonBroken != null && worker.isEndExpected()) {
            dispatcher.tally().failed(victim);
            completions.failed(victim, reasonBroken);
        } else {
            dispatcher.retries().failed(victim, worker, death, completions);
        }
    }

    private void cancelBacklog(Completions completions) {
        for (var unit : dispatcher.unsent()) {
            if (reasonBroken == null) {
                completions.cancelled(unit);
            } else {
                completions.failed(unit, reasonBroken);
            }
        }
    }

    /// A worker could not be started.
    void startFailed(Worker worker, Throwable reason, Completions completions) {
        dispatcher.locked(
                () -> {
                    worker.bury();
                    dispatcher.workforce().remove(worker);
                    if (dispatcher.workforce().startFailed(reason)) {
                        breakDown("a worker cannot be started", reason, completions);
                    } else {
                        dispatcher.agenda().after(Workforce.START_PAUSE, dispatcher::proceed);
                    }
                    dispatcher.endIfDone();
                });
    }

    /// The initializer threw. Decodes, which may run code of the user, before it takes the lock.
    void initializerFailed(Worker worker, Frame unfit) {
        var thrown = Answers.decodeThrowable(unfit);
        var completions = new Completions();
        dispatcher.locked(
                () -> {
                    if (dispatcher.phase() != PoolPhase.ENDED) {
                        String what = "the initializer failed in " + worker.name();
                        breakDown(what, thrown, completions);
                        dispatcher.endIfDone();
                    }
                });
        completions.tell(dispatcher, null);
    }

    /// A thread of the pool failed: better no pool than one that hangs.
    void giveUp(Throwable reason, Completions completions) {
        dispatcher.locked(
                () -> {
                    var broken = breakDown("the pool failed", reason, completions);
                    for (var worker : dispatcher.workforce().all()) {
                        worker.kill();
                        for (var unit : worker.abandon()) {
                            completions.failed(unit, broken);
                        }
                        dispatcher.workforce().remove(worker);
                    }
                    dispatcher.end();
                });
    }

    /// The pool cannot work.
    ///
    /// @return why, and if it was broken before, why then
    PoolBrokenException breakDown(
            String what, @Nullable Throwable reason, Completions completions) {
        if (reasonBroken != null) {
            return reasonBroken;
        }
        String why = reason == null ? "" : ": " + reason;
        String pool = dispatcher.workforce().name();
        var broken = new PoolBrokenException("pool " + pool + " is broken; " + what + why, reason);
        history.forEach(broken::addSuppressed);
        history.clear();
        reasonBroken = broken;
        dispatcher.move(END_OF_HOPE);
        cancelBacklog(completions);
        for (var worker : dispatcher.workforce().all()) {
            worker.kill();
            for (var unit : List.copyOf(worker.inFlight())) {
                if (worker.revoke(unit)) {
                    dispatcher.tally().takenBack(1);
                    completions.failed(unit, broken);
                }
            }
        }
        return broken;
    }
}
