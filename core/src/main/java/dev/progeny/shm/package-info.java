/// Values that several processes share: memory, cells, arrays, records, lists.
///
/// **Role.** Each type is a [Java object][dev.progeny.shm.Shared] over a piece of memory that it
/// shares with its like in other processes. It travels as a small handle, and attaches on arrival.
/// Most memory is the family's: anonymous, for relatives only. Only
/// [dev.progeny.shm.SharedMemory] and [dev.progeny.shm.SharedList] can have a name, by which any
/// process of the same user finds them, Python's included. Types that wait, like locks, are in
/// `dev.progeny.sync`.
///
/// | type | stands for | reads and writes |
/// |---|---|---|
/// | `SharedInt`, `SharedLong`, `SharedDouble`, `SharedBoolean` | one number | atomic, in the order
// of the program |
/// | `SharedByteArray` … `SharedDoubleArray` | many numbers | one element: atomic; ranges: plain
// copies |
/// | `SharedStruct`, `SharedStructArray` | records | whole records, never half of one |
/// | `SharedList` | Python's `ShareableList` | see there |
/// | `SharedMemory` | bytes | yours |
///
/// **Promises.** New memory is all zero. Access after `close()` is an [IllegalStateException] in
/// whichever thread, never a crash. Nothing of anonymous memory can be left behind, whoever is
/// killed; a name goes with its creator, at the latest when the next process makes one.
///
/// **Memory model.** That of the JDK's atomics, across processes: what happened before a store with
/// volatile or release semantics is seen by whoever reads that value with volatile or acquire
/// semantics, in any process. Plain stores order nothing. Each method says which it is.
///
/// **When a process dies.** What it had stored stays. A single value or a record is the old or the
/// new one, never a mixture; a bulk copy may be half done. Nothing here stays locked. The memory
/// lives on while any process uses it.
package dev.progeny.shm;
