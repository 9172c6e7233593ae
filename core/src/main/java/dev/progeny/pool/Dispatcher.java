package dev.progeny.pool;

import dev.progeny.os.Renewals;
import dev.progeny.park.Deadline;
import dev.progeny.ring.Frame;
import dev.progeny.ring.RingCorruptedException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Decides which worker runs what. One lock, held for moments; nothing of the user runs under it.
///
/// A unit waits in `backlog`, is in flight at one worker, pauses between two attempts
/// ([Retries]), or has been told its end; a unit whose worker dies before it starts goes back to
/// the head of the backlog. What else there is to decide is decided under the same lock by
/// [Deaths], [Closing], [Stops], [Limits] and [Upkeep]; what is to be done later is in the
/// [Agenda].
final class Dispatcher {
    private static final int MOST_ANSWERS_PER_TURN = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Backlog backlog = new Backlog();
    private final Agenda agenda = new Agenda(this);
    private final Retries retries = new Retries(this);
    private final Deaths deaths = new Deaths(this);
    private final Limits limits = new Limits(this);
    private final Farewells farewells = new Farewells();
    private final Closing closing;
    private final Stops stops;
    private final Events events;
    private final Upkeep upkeep;
    private final Room room;
    private final Progress progress;
    private final Workforce workforce;
    private final Account account;
    private final Tally tally;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final int generation = Renewals.generation();
    private PoolPhase phase = PoolPhase.RUNNING;

    Dispatcher(String name, PoolOptionsValue options) {
        account = Account.open(name, options.shown(), Workforce.places(options));
        closing = new Closing(this, options.graces().close());
        stops = new Stops(this, options.graces());
        events = new Events(options.shown().listener());
        upkeep = new Upkeep(this, options);
        progress = new Progress(this, options.shown().progress());
        room = new Room(lock.newCondition(), backlog, options.tasks());
        workforce = new Workforce(name, options, this);
        tally = new Tally(name, account.counters());
        JvmExit.watch(this);
    }

    /// Starts the first workers; fails if that is not possible at all.
    void open() {
        lock.lock();
        try {
            account.alive(phase);
            agenda.start(workforce.name());
            workforce.open();
            upkeep.start();
        } catch (RuntimeException e) {
            move(PoolPhase.Event.STOP);
            endIfDone();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /// Waits while the backlog is full.
    void submit(WorkUnit unit) {
        submit(unit, this::requireRunning);
    }

    /// Likewise for another batch of a map: one that has begun is finished, though the pool takes
    /// no more.
    void submitMore(BatchUnit unit) {
        submit(unit, this::requireWorking);
    }

    /// Refuses to be a pool where it only was copied to. Before any lock, which might be held there
    /// for ever.
    private void requireOwn() {
        Renewals.requireOwn(generation, workforce.name());
    }

    private void submit(WorkUnit unit, Runnable requirement) {
        requireOwn();
        lock.lock();
        try {
            requirement.run();
            if (!room.isThereFor(unit)) {
                room.await(unit, requirement);
            }
            accept(unit);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a unit if there is room for it.
    ///
    /// @return false if the backlog is full
    boolean trySubmit(WorkUnit unit) {
        requireOwn();
        lock.lock();
        try {
            requireRunning();
            boolean isRoom = room.isThereFor(unit);
            if (isRoom) {
                accept(unit);
            }
            return isRoom;
        } finally {
            lock.unlock();
        }
    }

    private void accept(WorkUnit unit) {
        tally.submitted(unit);
        Flight.submitted(workforce.name(), unit);
        progress.begin();
        backlog.add(unit);
        var limit = unit.options().timeout();
        if (limit != null) {
            limits.watch(limit);
        }
        assign();
        if (unit.isWaiting && unit.options().priority() > backlog.leastPriority()) {
            workforce.makeWay(unit, backlog);
            assign();
        }
    }

    /// Lets a worker go when it has done what it runs.
    void wearOut(Worker worker, String why) {
        if (!worker.isLeaving()) {
            worker.wearOut(why).reversed().forEach(backlog::addFirst);
        }
    }

    /// Changes how many workers there are.
    void resize(PoolOptionsValue.Size size) {
        locked(
                () -> {
                    for (var surplus : workforce.resize(size)) {
                        wearOut(surplus, "the pool was made smaller");
                    }
                    proceed();
                });
    }

    void requireRunning() {
        if (phase != PoolPhase.RUNNING) {
            throw rejection();
        }
    }

    private void requireWorking() {
        if (!phase.isWorking()) {
            throw rejection();
        }
    }

    private RejectedExecutionException rejection() {
        var reason = deaths.reasonBroken();
        String why =
                reason == null ? "the pool was shut down; open another one" : reason.getMessage();
        return new RejectedExecutionException(why, reason);
    }

    /// Nobody wants the unit any more: its future has been cancelled.
    void withdraw(WorkUnit unit, boolean mayInterrupt) {
        locked(() -> stops.withdraw(unit, mayInterrupt));
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    Events events() {
        return events;
    }

    Farewells farewells() {
        return farewells;
    }

    Agenda agenda() {
        return agenda;
    }

    Backlog backlog() {
        return backlog;
    }

    Workforce workforce() {
        return workforce;
    }

    Tally tally() {
        return tally;
    }

    Account account() {
        return account;
    }

    Retries retries() {
        return retries;
    }

    Stops stops() {
        return stops;
    }

    Deaths deaths() {
        return deaths;
    }

    Closing closing() {
        requireOwn();
        return closing;
    }

    PoolPhase phase() {
        return phase;
    }

    void move(PoolPhase.Event event) {
        phase = phase.after(event);
        account.alive(phase);
    }

    boolean isShutdown() {
        return ask(() -> phase != PoolPhase.RUNNING);
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    ProcessPool.Status status() {
        return ask(() -> tally.status(workforce.all(), backlog.size() + retries.size()));
    }

    Insights insights() {
        return ask(() -> account.insights(workforce.all()));
    }

    /// Units have been told their end.
    void settled(int count) {
        locked(
                () -> {
                    if (phase != PoolPhase.ENDED) { // after giving up nothing is owed
                        tally.settled(count);
                        endIfDone();
                    }
                });
    }

    /// Whether something has not been told its end.
    boolean isBusy() {
        return ask(() -> phase != PoolPhase.ENDED && tally.isOwing());
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
                account.heard(worker);
            }
            proceed();
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
                    account.ready(worker, frame);
                    events.tell(() -> new PoolEvent.WorkerReady(worker.name(), worker.pid()));
                } else {
                    worker.distrust(new IllegalStateException("it was ready twice"));
                }
            }
            case PoolProtocol.UNFIT -> {
                workforce.startNoMore();
                Thread.startVirtualThread(() -> deaths.initializerFailed(worker, frame));
            }
            case PoolProtocol.LEFT, PoolProtocol.UNDONE -> farewells.add(worker, frame);
            default -> {
                var unit = worker.answered(frame);
                if (unit == null) {
                    worker.distrust(
                            new IllegalStateException("no such answer: kind=" + frame.kind()));
                } else {
                    account.answered(worker, unit, frame);
                    retries.answered(unit, worker, frame, completions);
                }
            }
        }
    }

    /// Takes all that are not at a worker.
    List<WorkUnit> unsent() {
        var units = new ArrayList<>(backlog.drain());
        units.addAll(retries.drain());
        tally.takenBack(units.size());
        return units;
    }

    /// Nothing has happened for a while.
    void rest() {
        locked(
                () -> {
                    tally.rest();
                    if (!tally.isOwing()) {
                        progress.end();
                    }
                    proceed();
                });
    }

    /// Does all that has become possible.
    void proceed() {
        assign();
        endIfDone();
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
                account.sent(worker);
                workforce.touch(worker);
            } else {
                isFull = true;
            }
        }
        if (backlog.isEmpty()) {
            workforce.share(backlog);
        }
        workforce.wakeTouched();
        account.queued(backlog);
        room.look();
        if (phase == PoolPhase.RUNNING) {
            workforce.adjust(backlog.size());
        } else if (phase == PoolPhase.DRAINING) {
            workforce.replace(backlog.size());
        }
    }

    void endIfDone() {
        room.look();
        if (phase == PoolPhase.RUNNING || phase == PoolPhase.ENDED || !backlog.isEmpty()) {
            return;
        }
        boolean isDone = !tally.isOwing() && !tally.isInMap();
        if (isDone || phase != PoolPhase.DRAINING) {
            workforce.retireAll();
            if (workforce.all().isEmpty() && !tally.isOwing()) {
                end();
            }
        }
    }

    void end() {
        move(PoolPhase.Event.DONE);
        JvmExit.forget(this);
        tally.letGo();
        progress.end();
        agenda.end();
        workforce.end();
    }
}
