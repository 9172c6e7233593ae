package dev.progeny.sync;

/// Whether the thread that holds a lock can take it again.
public enum Reentrancy {
    /// Once: taking it again is refused, where another thread would wait.
    NONE,
    /// As often as it likes; it gives the lock up as often as it took it.
    FULL
}
