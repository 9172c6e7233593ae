package dev.progeny.manager;

/// The calls of a managed event.
@Uninterrupted
interface EventCalls {
    void set();

    void clear();

    boolean isSet();

    /// Waits for the flag.
    ///
    /// @param nanos the longest wait
    @Waits
    boolean await(long nanos) throws InterruptedException;
}
