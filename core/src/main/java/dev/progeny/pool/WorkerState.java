package dev.progeny.pool;

/// Life of one worker, as its pool sees it.
///
///     STARTING --READY--> IDLE --ASSIGNED--> BUSY
///        |                 ^ \                |
///        |                 |  \--ASSIGNED     +--ASSIGNED (sent ahead)
///        |                 +----ALL_DONE------+
///        +--RETIRED--> LEAVING <--RETIRED-- IDLE, BUSY          any --EXITED--> GONE
enum WorkerState {
    STARTING,
    IDLE,
    BUSY,
    LEAVING,
    GONE;

    /// What happens to a worker.
    enum Event {
        /// It said that it has booted.
        READY,
        /// A unit of work was sent to it.
        ASSIGNED,
        /// It has answered all that was sent to it.
        ALL_DONE,
        /// It was told to leave after what was sent to it before.
        RETIRED,
        /// Its process has ended.
        EXITED
    }

    /// Whether it takes work.
    boolean isWorking() {
        return this == IDLE || this == BUSY;
    }

    WorkerState after(Event event) {
        return switch (event) {
            case READY -> this == LEAVING ? LEAVING : move(event, this == STARTING, IDLE);
            case ASSIGNED -> move(event, isWorking(), BUSY);
            case ALL_DONE -> this == LEAVING ? LEAVING : move(event, this == BUSY, IDLE);
            case RETIRED -> move(event, this != GONE, LEAVING);
            case EXITED -> move(event, this != GONE, GONE);
        };
    }

    private WorkerState move(Event event, boolean isLegal, WorkerState to) {
        if (!isLegal) {
            throw new IllegalStateException(
                    "worker cannot go from " + this + " to " + to + " by " + event);
        }
        return to;
    }
}
