package dev.progeny.manager;

import java.time.Duration;

/// A flag that lives in another process, and that can be waited for.
public interface RemoteEvent extends RemoteObject {

    /// Sets the flag: all who wait go on.
    void set();

    /// Clears the flag.
    void clear();

    /// Whether the flag is set.
    ///
    /// @return may be old when it arrives
    boolean isSet();

    /// Waits until the flag is set.
    ///
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    void await() throws InterruptedException;

    /// Waits until the flag is set, up to some time.
    ///
    /// @param timeout the longest wait
    /// @return false if the time was over first
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    boolean await(Duration timeout) throws InterruptedException;
}
