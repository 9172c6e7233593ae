package dev.progeny.os;

import org.jspecify.annotations.Nullable;

/// A process, named so that a reused pid is not mistaken for it.
///
/// @param pid its process id
/// @param startTime when it started, in a unit of the back end; equal only for the same process
public record ProcessIdentity(long pid, long startTime) {

    /// Written out: that of a record is put together at its first call, which takes a worker that
    /// boots some 10 ms.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProcessIdentity that
                && pid == that.pid
                && startTime == that.startTime;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * pid + startTime);
    }
}
