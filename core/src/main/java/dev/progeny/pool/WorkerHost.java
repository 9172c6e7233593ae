package dev.progeny.pool;

import dev.progeny.process.ExitStatus;

/// What a worker lives in: a child process, or a thread of this one. All that the pool needs of it;
/// assignments and results go through [WorkerMemory].
interface WorkerHost {

    /// Id of the process.
    long pid();

    /// Asks it to end.
    void terminate();

    /// Ends it at once, where that is possible.
    void kill();

    /// Told of the end of a host.
    interface Listener {

        /// It has ended; nothing of it writes to the memory any more.
        ///
        /// @param status how
        /// @param lastOutput what it wrote last
        /// @param whyKilled why it was killed by who watched it; empty where it was not
        void ended(ExitStatus status, String lastOutput, String whyKilled);
    }
}
