/// What the operating system gives: memory, sleep and wake, processes. The only native code.
///
/// **Role.** One interface, [Os], with two implementations: [Linux] (x86-64, glibc 2.34 or newer)
/// on system calls, and [Portable] on JDK classes alone, which works wherever Java 25 runs.
/// `-Ddev.progeny.os=portable` (or `linux`) chooses; without it the best one that works is taken.
///
/// **Promises.** An errno never leaves this package: it becomes a result, or an [OsException] that
/// names the call. Nothing here knows tasks, frames or pools. Descriptors are closed by whoever
/// holds the object that wraps them, and are never inherited unless [SpawnRequest] says so.
///
/// **Death.** A process is named by pid *and* start time ([ProcessIdentity]); a bare pid is never
/// trusted, since the system reuses it. A child's end is reported once, with its exact wait status
/// where the platform tells it, after all it had written to its private channel was delivered.
///
/// **Threads.** All types are safe for use by several threads. [ChildListener] is called by one
/// thread at a time, and must not block.
package dev.progeny.os;
