package dev.progeny.os;

/// A process, named so that a reused pid is not mistaken for it.
///
/// @param pid its process id
/// @param startTime when it started, in a unit of the back end; equal only for the same process
public record ProcessIdentity(long pid, long startTime) {}
