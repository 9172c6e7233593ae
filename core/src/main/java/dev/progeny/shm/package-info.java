/// Memory that several processes share.
///
/// **Role.** A [dev.progeny.shm.Region] is anonymous memory; a [dev.progeny.shm.Region.Handle]
/// travels to a relative, which attaches the same memory by it. What lies in it is decided by the
/// floors above.
///
/// **Promises.** A new region is all zero. No region has a name that could be left behind where
/// the platform can do without one. Access after `close()` is an [IllegalStateException] in
/// whichever thread, never a crash.
///
/// **Memory model.** Plain stores order nothing between processes, just as between threads. Whoever
/// publishes uses `VarHandle` modes; a release in one process pairs with an acquire in another.
///
/// **When a process dies.** The memory lives on while any process has it mapped, and the kernel
/// frees it with the last one, however that ends. What the dead process had stored stays as it was.
/// New processes can attach only while the one that *created* the region lives and has not closed
/// it.
package dev.progeny.shm;
