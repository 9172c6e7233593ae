/// Pools: many tasks over a few long-lived worker processes, that heal when a worker dies.
///
/// **Role.** [ProcessPool] is an [java.util.concurrent.ExecutorService] whose threads are
/// processes.
///
///     caller                  parent                                    worker
///     submit(task) -> encode -> [Dispatcher] -> claim, task ring ------> [WorkerLoop] decode, call
///     future.get()  <- decode <- [Receiver] <----------- result ring <-- encode, claim
///                                    ^-- death: fail the task that ran, give the others away,
///                                        replace the worker
///
/// **The parent assigns.** Each worker has a pair of single-producer rings of its own
/// ([WorkerMemory]); no lock is shared between workers, so none can be held by a dead one. What
/// becomes of a task that was sent is decided by one compare-and-set on its claim ([Claims]):
/// started by the worker, or taken back, or doomed, by the parent.
///
/// **Promises.** Every future completes exactly once. The death of a worker fails the one task that
/// it ran, with [WorkerDiedException]; tasks that were sent but not started go to other workers.
/// Nothing is run twice, unless retries are asked for. The pool replaces the worker, unless it dies
/// again and again before it can work: then the pool is broken and says why
/// ([PoolBrokenException]).
///
/// **Memory model.** What happens before a task is submitted is *not* visible to it except as part
/// of the task: it runs in another memory. What a task returns is visible to whoever gets it.
///
/// **Time.** Limits count from the start of a task, as its parent sees it, and never fall short.
/// Time in which the parent itself did not run does not count ([Agenda]).
///
/// **Threads.** A pool has two threads in the parent: one receives answers, one does what is to be
/// done later. Futures complete on the first when nobody could notice, otherwise on virtual
/// threads, so that a callback that blocks holds up nobody.
package dev.progeny.pool;
