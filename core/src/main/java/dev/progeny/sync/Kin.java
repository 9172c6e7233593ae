package dev.progeny.sync;

/// The processes that share, as an algorithm sees them: who am I, and who lives.
///
/// A member is a number of 26 bits, never 0, that names one process and no later one.
interface Kin {

    /// The member that this process is. Cheap.
    int self();

    /// Whether a process lives. A few microseconds: for waits and failures, not for fast paths.
    boolean isAlive(int member);

    /// Its pid; -1 where it is not known any more.
    long pidOf(int member);
}
