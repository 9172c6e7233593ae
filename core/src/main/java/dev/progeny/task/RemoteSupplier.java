package dev.progeny.task;

import java.io.Serializable;

/// A source of a value, evaluated in another process.
///
/// @param <R> the type of the value
@FunctionalInterface
public interface RemoteSupplier<R> extends Serializable {

    /// Makes the value, in the process this was sent to.
    ///
    /// @return the value
    /// @throws Exception whatever the work throws; it travels back to the sender
    R get() throws Exception;
}
