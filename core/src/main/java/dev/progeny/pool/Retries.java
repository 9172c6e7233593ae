package dev.progeny.pool;

import dev.progeny.ring.Frame;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// What becomes of an attempt: the end of its unit, or where the user asked for it another attempt
/// after a pause. Under the dispatcher's lock.
final class Retries {
    private final Dispatcher dispatcher;

    /// Units between two attempts.
    private final Set<WorkUnit> pausing = new LinkedHashSet<>();

    Retries(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// A worker has answered.
    void answered(WorkUnit unit, Worker worker, Frame answer, Completions completions) {
        boolean isFailure =
                answer.kind() == PoolProtocol.THREW || answer.kind() == PoolProtocol.PARTLY;
        if (unit.isLate) {
            failed(unit, worker, worker.witness().lateness(unit), completions);
        } else if (!isFailure
                || !isTriedAgain(unit, worker, RetryOn.EXCEPTION, unit.failureOf(answer))) {
            unit.release();
            dispatcher.tally().answered(unit, isFailure);
            completions.answered(unit, answer);
        }
    }

    /// There is no answer that counts.
    ///
    /// @param death what to say where the task was not late before
    void failed(WorkUnit unit, Worker worker, RuntimeException death, Completions completions) {
        var kind = unit.isLate ? RetryOn.TIMEOUT : RetryOn.DEATH;
        var reason = unit.isLate ? worker.witness().lateness(unit) : death;
        if (!isTriedAgain(unit, worker, kind, () -> reason)) {
            unit.release();
            dispatcher.tally().failed(unit);
            completions.failed(unit, reason);
        }
    }

    private boolean isTriedAgain(
            WorkUnit unit, Worker worker, RetryOn kind, Supplier<Throwable> failure) {
        boolean isAgain = unit.mayTryAgain(kind) && dispatcher.phase().isWorking();
        dispatcher
                .events()
                .tell(
                        () ->
                                new PoolEvent.AttemptFailed(
                                        worker.name(),
                                        worker.pid(),
                                        unit.describe(),
                                        kind,
                                        isAgain));
        if (isAgain) {
            tryLater(unit, failure);
        }
        return isAgain;
    }

    private void tryLater(WorkUnit unit, Supplier<Throwable> failure) {
        long pause = unit.options().retry().pause(unit.failures());
        unit.failed(failure);
        dispatcher.tally().triedAgain();
        pausing.add(unit);
        dispatcher
                .agenda()
                .after(
                        pause,
                        completions -> {
                            if (pausing.remove(unit)) {
                                dispatcher.backlog().add(unit);
                                dispatcher.proceed();
                            }
                        });
    }

    /// Nobody wants the unit any more.
    ///
    /// @return false if it is not between two attempts
    boolean drop(WorkUnit unit) {
        return pausing.remove(unit);
    }

    int size() {
        return pausing.size();
    }

    /// Takes all that wait for another attempt.
    List<WorkUnit> drain() {
        var all = new ArrayList<>(pausing);
        pausing.clear();
        return all;
    }
}
