package dev.progeny.os;

/// How a process ended, as its parent learns it from the system.
///
/// @param code exit code 0 to 255; 128 + signal where a signal ended it
/// @param signal number of the signal that ended it; 0 where it exited
/// @param isExact whether the platform tells a signal from an exit code; where it does not,
///     a code above 128 is taken for a signal by convention
public record WaitStatus(int code, int signal, boolean isExact) {}
