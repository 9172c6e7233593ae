package dev.progeny.pool;

import dev.progeny.park.Deadline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The ways to end a pool. Each may be used twice, by several threads, and after another one.
final class Closing {
    private final Dispatcher dispatcher;
    private final Duration patience;

    /// Makes it.
    ///
    /// @param patience how long [#close] lets tasks go on; zero for as long as they like
    Closing(Dispatcher dispatcher, Duration patience) {
        this.dispatcher = dispatcher;
        this.patience = patience;
    }

    /// Lets tasks end, for so long; then ends them.
    void close(ProcessPool pool) {
        shutdown();
        boolean isInterrupted = false;
        var deadline = patience.isZero() ? Deadline.never() : Deadline.after(patience);
        boolean isForced = false;
        boolean hasEnded = false;
        while (!hasEnded) {
            try {
                hasEnded = pool.awaitTermination(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
            if (!hasEnded && !isForced) {
                isForced = true;
                deadline = Deadline.never(); // each step of it has its grace
                shutdownNow();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
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
