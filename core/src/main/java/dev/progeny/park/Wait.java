package dev.progeny.park;

/// How a wait ended. An interrupt is not among them: it is an [InterruptedException].
public enum Wait {
    /// What was awaited is there.
    READY,
    /// The deadline passed first.
    TIMED_OUT,
    /// This process closed what it waited on.
    CLOSED,
    /// The process that would have rung has died, and has left nothing more to take.
    PEER_DEAD
}
