package dev.progeny.pool;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;

/// Room for tasks that wait, and callers that wait for it. Under the dispatcher's lock.
final class Room {
    private final Condition condition;
    private final Backlog backlog;
    private final PoolOptionsValue.Load limits;
    private int waiting;

    Room(Condition condition, Backlog backlog, PoolOptionsValue.Load limits) {
        this.condition = condition;
        this.backlog = backlog;
        this.limits = limits;
    }

    /// Whether a unit may wait; a single one may, however large it is.
    boolean isThereFor(WorkUnit unit) {
        return backlog.isEmpty()
                || (backlog.size() < limits.items()
                        && backlog.bytes() + unit.payload().length <= limits.bytes());
    }

    /// Waits until there is room.
    ///
    /// @param requireOpen throws where there never will be, in another phase of the pool
    void await(WorkUnit unit, Runnable requireOpen) {
        waiting++;
        try {
            while (!isThereFor(unit)) {
                condition.await();
                requireOpen.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while the backlog was full: tasks="
                            + backlog.size()
                            + "; trySubmit does not wait",
                    e);
        } finally {
            waiting--;
        }
    }

    /// Something has changed.
    void look() {
        if (waiting > 0) {
            condition.signalAll();
        }
    }
}
