/// Waiting: the only place of Progeny where a thread stops.
///
/// **Role.** A [dev.progeny.park.Doorbell] lets threads of one process sleep until a thread of any
/// process rings it; a [dev.progeny.park.Deadline] ends a wait that takes too long; a
/// [dev.progeny.park.KeepAlive] keeps the JVM up while something must still end.
///
/// **Promises.** Every wait ends: by what was awaited, deadline, interrupt, close, or the death of
/// the peer that would have rung. Death, a lost wake-up and an interrupt without a ring are noticed
/// within [one slice][dev.progeny.park.Doorbell#SLICE] of sleep, with nobody's help. Ringing a bell
/// on which nobody sleeps is no system call.
///
/// **Memory model.** What a thread did before `ring()` happens before what another one does after
/// the `await` that returned because of it, provided that `ready` reads what was published with
/// acquire semantics: the bell orders wake-ups, the data orders itself.
///
/// **When a process dies.** A sleeper that is killed leaves one bit set, which costs the next
/// ringer one needless wake-up call and is gone then. A ringer that is killed between clearing the
/// bit and its wake-up call delays the sleepers by one slice. Nothing else can be left behind.
///
/// **Virtual threads** never sleep in a system call, which would hold their carrier: they nap in
/// timed parks of up to a millisecond instead. Where wake-ups must be prompt, wait on a platform
/// thread.
package dev.progeny.park;
