/// The memory that all processes of a family share, and who they are.
///
/// A family is a process that no Progeny started, the *root*, with all its descendants that
/// Progeny started.
///
/// **Role.** A [dev.progeny.family.Block] is a piece of memory that any member can make and any
/// other can attach by a handle of 16 bytes, wherever that handle has travelled. It holds one
/// shared object of the floors above. [dev.progeny.family.Members] tells who lives, in a number
/// that fits
/// into a word beside other things. A [dev.progeny.family.Region] is memory of its own, apart from
/// the family's, for those who know each other anyway, like a pool and its workers.
///
/// **One file.** The root makes one anonymous memory file; all map it. Blocks lie in its *near*
/// part, which everybody maps once as a whole. What is larger has its payload in the *far* part,
/// mapped
/// alone and given back to the system alone; offsets there are never used twice. So a block needs
/// no descriptor and a small one no system call, and nothing has a name that could be left behind.
///
/// **Promises.** A new block is all zero. Access after `close()` is an [IllegalStateException] in
/// whichever thread of the process that closed, never a crash. A block is freed when the last
/// process that uses it has closed it or has died, and never before; one that was sent and that
/// nobody has received yet stays.
///
/// **Memory model.** Plain stores order nothing between processes, just as between threads. Whoever
/// publishes uses `VarHandle` modes; a release in one process pairs with an acquire in another.
///
/// **When a process dies.** All is changed under one lock that names its holder by pid and start
/// time. Whoever finds the holder dead takes the lock over and repairs: each change becomes valid
/// by one store, so that a walk over all blocks finds what is there, and free lists are built anew.
/// What a dead process used is swept when its parent hears of its end, when its place in the table
/// is needed, and before much memory is asked for. With the last process the kernel frees all.
///
/// A process that is *stopped* (SIGSTOP, a debugger) while it holds that lock, for a microsecond at
/// a time, holds up those who make, attach or close; nobody can tell it from a slow one.
package dev.progeny.family;
