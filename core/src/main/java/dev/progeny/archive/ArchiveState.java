package dev.progeny.archive;

/// Life of the archive of one kind of child, as one process sees it.
///
///     UNSEEN --FOUND--> READY --LOST--> WANTED          any --GIVEN_UP--> NONE
///        \\--MISSED--> WANTED --FOUND--> READY
///                        | ^
///                 BEGUN  | |  MISSED (somebody else makes it, or was killed while he did)
///                        v |
///                     TRAINING --FOUND--> READY
enum ArchiveState {
    /// Nobody has looked.
    UNSEEN,
    /// There is none yet.
    WANTED,
    /// This process makes it.
    TRAINING,
    /// Children boot from it.
    READY,
    /// There will be none.
    NONE;

    /// What happens to it.
    enum Event {
        /// It is there, and whole.
        FOUND,
        /// It is not there.
        MISSED,
        /// This process begins to make it.
        BEGUN,
        /// It has gone, or is another file now.
        LOST,
        /// It cannot be made, or a child that had it died before its task.
        GIVEN_UP
    }

    ArchiveState after(Event event) {
        return switch (event) {
            case FOUND -> move(event, this != READY, this == NONE ? NONE : READY);
            case MISSED -> move(event, this != READY, this == NONE ? NONE : WANTED);
            case BEGUN -> move(event, this == WANTED, TRAINING);
            case LOST -> move(event, this == READY, WANTED);
            case GIVEN_UP -> NONE;
        };
    }

    private ArchiveState move(Event event, boolean isLegal, ArchiveState to) {
        if (!isLegal) {
            throw new IllegalStateException(
                    "archive cannot go from " + this + " to " + to + " by " + event);
        }
        return to;
    }
}
