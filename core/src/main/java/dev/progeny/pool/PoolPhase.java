package dev.progeny.pool;

/// What a pool still does.
///
///     RUNNING --SHUTDOWN--> DRAINING --DONE--> ENDED
///        |                     |
///        +---------STOP--------+--> STOPPING --DONE--> ENDED
///        |                     |       |
///        +---------BREAK-------+-------+--> BROKEN --DONE--> ENDED
///
/// An event that comes too late changes nothing: a pool may be closed twice, by several threads.
enum PoolPhase {
    /// Takes tasks.
    RUNNING,
    /// Takes no more, and runs those that it has.
    DRAINING,
    /// Runs what cannot be stopped, and nothing else.
    STOPPING,
    /// Has given up.
    BROKEN,
    /// Has neither tasks nor workers.
    ENDED;

    /// What happens to a pool.
    enum Event {
        /// It is to end when all its tasks have.
        SHUTDOWN,
        /// It is to end now.
        STOP,
        /// It cannot work.
        BREAK,
        /// Its last worker has gone, and nothing is owed.
        DONE
    }

    /// Whether it runs tasks that have not started.
    boolean isWorking() {
        return this == RUNNING || this == DRAINING;
    }

    PoolPhase after(Event event) {
        return switch (event) {
            case SHUTDOWN -> this == RUNNING ? DRAINING : this;
            case STOP -> isWorking() ? STOPPING : this;
            case BREAK -> this == ENDED ? ENDED : BROKEN;
            case DONE -> ENDED;
        };
    }
}
