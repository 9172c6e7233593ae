package dev.progeny.pool;

/// Stops tasks that run, harder with each step, as far as they do not end before:
///
///     ask --token grace--> interrupt --stop grace--> doom, SIGTERM --terminate grace--> SIGKILL
///
/// Asking and interrupting meet that task or none. Before a worker is hurt its task is doomed, see
/// [Claims], so that nothing else is hurt with it. Under the dispatcher's lock.
final class Stops {
    private final Dispatcher dispatcher;
    private final PoolOptionsValue.Graces graces;

    Stops(Dispatcher dispatcher, PoolOptionsValue.Graces graces) {
        this.dispatcher = dispatcher;
        this.graces = graces;
    }

    /// Nobody wants the unit any more: its future has been cancelled.
    void withdraw(WorkUnit unit, boolean mayInterrupt) {
        var worker = unit.worker;
        if (dispatcher.backlog().drop(unit)
                || dispatcher.retries().drop(unit)
                || (worker != null && worker.revoke(unit))) {
            unit.release();
            dispatcher.tally().withdrawn(unit);
            dispatcher.proceed();
        } else if (mayInterrupt && worker != null) {
            stop(worker, unit, 0);
        }
    }

    /// Begins to stop what a worker runs, if that is the unit.
    ///
    /// @param more what else is asked of the worker, see [WorkerMemory#ask]
    void stop(Worker worker, WorkUnit unit, int more) {
        long number = unit.number;
        if (!graces.token().isZero()) {
            if (worker.ask(number, WorkerMemory.STOP | more)) {
                dispatcher.agenda().after(graces.token(), () -> interrupt(worker, number, more));
            }
        } else {
            interrupt(worker, number, more);
        }
    }

    private void interrupt(Worker worker, long number, int more) {
        if (worker.ask(number, WorkerMemory.STOP | WorkerMemory.INTERRUPT | more)) {
            dispatcher.agenda().after(graces.interrupt(), () -> end(worker, number));
        }
    }

    private void end(Worker worker, long number) {
        if (!worker.doom(number)) {
            return;
        }
        worker.inFlight().stream()
                .filter(unit -> unit.number == number)
                .forEach(unit -> worker.explain(unit.describe() + " did not stop"));
        if (graces.terminate().isZero()) {
            worker.kill();
        } else {
            worker.terminate();
            dispatcher.agenda().after(graces.terminate(), worker::kill);
        }
    }

    /// Kills what has not left within the grace after it was told to.
    void killLater(Worker worker) {
        dispatcher.agenda().after(graces.leave(), worker::kill);
    }
}
