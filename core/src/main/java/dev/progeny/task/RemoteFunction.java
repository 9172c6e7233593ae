package dev.progeny.task;

import java.io.Serializable;

/// A function that can run in another process: sent once, applied to many arguments there.
///
/// @param <A> the type of the argument; it travels by value, so it must be serializable
/// @param <R> the type of the result; it travels back by value
@FunctionalInterface
public interface RemoteFunction<A, R> extends Serializable {

    /// Applies this function, in the process it was sent to.
    ///
    /// @param argument the argument, a copy of what the sender gave
    /// @return the result
    /// @throws Exception whatever the work throws; it travels back to the sender
    R apply(A argument) throws Exception;
}
