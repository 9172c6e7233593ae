package dev.progeny.pool;

import java.util.ArrayList;
import java.util.List;

/// The ways to end a pool. Each may be used twice, by several threads, and after another one.
final class Closing {
    private final Dispatcher dispatcher;

    Closing(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// Takes no more, and ends when all is done.
    void shutdown() {
        dispatcher.locked(
                () -> {
                    dispatcher.move(PoolPhase.Event.SHUTDOWN);
                    dispatcher.endIfDone();
                });
    }

    /// Takes back all that has not started, and stops the rest.
    ///
    /// @return calls that never started
    List<Runnable> shutdownNow() {
        var completions = new Completions();
        var never = new ArrayList<Runnable>();
        dispatcher.locked(
                () -> {
                    dispatcher.move(PoolPhase.Event.STOP);
                    for (var worker : dispatcher.workforce().all()) {
                        takeBack(worker);
                    }
                    for (var unit : dispatcher.unsent()) {
                        completions.cancelled(unit);
                        if (unit instanceof CallUnit call && !call.hasBeenTried()) {
                            never.add(call.original());
                        }
                    }
                    dispatcher.endIfDone();
                });
        completions.tell(dispatcher, null);
        return never;
    }

    private void takeBack(Worker worker) {
        for (var unit : List.copyOf(worker.inFlight()).reversed()) {
            if (worker.revoke(unit)) {
                dispatcher.backlog().addFirst(unit);
            } else {
                dispatcher.stops().stop(worker, unit, 0);
            }
        }
    }

    /// Ends all workers, whatever they run.
    void endWorkers(boolean byKill) {
        shutdownNow();
        dispatcher.locked(
                () -> {
                    for (var worker : dispatcher.workforce().all()) {
                        if (byKill) {
                            worker.kill();
                        } else {
                            worker.terminate();
                        }
                    }
                });
    }
}
