/// Counters of pools, for whoever looks: the pool's own process, or another one, Python's included,
/// while the pool runs and after it died.
///
/// **Role.** A pool counts in one piece of memory: a [header][dev.progeny.stats.PoolCounters], then
/// the counters of [each worker][dev.progeny.stats.WorkerCounters]. It is private memory of the
/// pool's process, unless the user names a [file][dev.progeny.stats.CounterFile] for it.
/// [dev.progeny.stats.PoolReading] reads it, [dev.progeny.stats.Show] prints it.
///
/// **Promises.** A counter is never half of one. Counters are not a snapshot: one may be newer than
/// another. Those of one worker belong to the same worker.
///
/// **Who writes.** The pool's process alone, one thread at a time. What a worker measures it tells
/// the pool, which writes it here: so a worker that runs wild cannot reach the file, and its last
/// figures outlive it.
///
/// **Who removes the file.** Its user, who named it. A pool that is closed says so in it, one whose
/// process is killed leaves its last counters: the kernel keeps what was stored. The next pool that
/// gets the same name replaces the file, unless its pool still lives.
package dev.progeny.stats;
