/// Locks, conditions, semaphores, events and barriers between processes, that survive the death of
/// any of them.
///
/// **Role.** The vocabulary of `java.util.concurrent` for threads of several processes. Each object
/// lives in shared memory and travels as a small handle: captured by a task, as an argument or a
/// result. [dev.progeny.sync.SharedLock] is the foundation; the state of the others changes under a
/// lock of the same kind, or is a single word itself.
///
/// **Promises.** Nobody waits for ever because somebody died. A death is noticed by those who wait,
/// with nobody's help, within 100 ms:
///
/// | who dies | what happens |
/// |---|---|
/// | the holder of a lock | the next one is told by an exception, and can repair |
/// | a holder of permits | they come back, but for those that releases had added |
/// | a waiter on a condition | a signal that it had got goes on to the next |
/// | a party in a barrier | the barrier breaks |
/// | who sets an event, signals or releases | it has happened, or it has not |
///
/// **Deaths between two steps.** Each change is valid by one store or compare-and-set, and what
/// else there is can be worked out again; so a process may be killed at any point. That is not
/// hoped for but tried: the tests walk through the interleavings of these very classes with a death
/// before any access to shared memory, and kill processes at each of them.
///
/// **Inside.** Algorithms ([Mutex] and others) know four things: words of memory ([Words]), a bell
/// to sleep on ([Bell]), who lives ([Kin]), and a clock. So they run on plain memory with threads,
/// and step by step in an exploration, as well as between processes. Public classes add the block
/// of memory, what a Java object has of its own, and the exceptions.
///
/// **Memory model.** As in `java.util.concurrent`: what happens before a release, in any process,
/// happens before what follows the acquisition that it let in. Between processes that speaks of
/// shared memory, since they share nothing else.
///
/// **Time.** Timeouts of zero and less mean one try; more than a century means for ever. Methods
/// that wait and declare [InterruptedException] end within 50 ms of an interrupt, and have taken
/// nothing then.
///
/// **Stopped processes** (SIGSTOP, a debugger) live: what they hold stays held.
package dev.progeny.sync;
