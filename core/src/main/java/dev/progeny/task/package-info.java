/// Shapes of work that can travel to another process, and the exceptions that come back.
///
/// Everything here is data or a serializable function; nothing starts, waits or shares memory.
/// A lambda written where one of these interfaces is expected is serializable without a cast.
/// What it captures travels **by value**: the other process works on a copy.
package dev.progeny.task;
