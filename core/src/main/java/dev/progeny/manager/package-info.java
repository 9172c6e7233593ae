/// Objects that live in another process, and their proxies.
///
/// **Role.** A [dev.progeny.manager.Manager] has a server: a process that holds objects. Everybody
/// who is let in uses them through proxies, which implement the interface of the object: maps,
/// lists, sets, queues, locks and others that are made here, and objects of the user's own
/// interfaces. A proxy travels; the object stays.
///
///     a client                                       the server
///     proxy.put(k, v) -- CALL: object, method, args -> the method runs, once, at the object
///     result          <- RETURNED or THREW ---------- by value, or as another proxy
///
/// The messages are [ManagerProtocol]. They go over shared memory within a family and over a
/// Unix-domain socket or TCP otherwise ([dev.progeny.channel]).
///
/// **Promises.**
/// - A call runs at the object at most once. If its answer does not come, the exception says so.
/// - Each call on a map, list, set, array, value or namespace is atomic: they take turns, also when
///   the call carries a function, is a bulk operation or takes a snapshot.
/// - A call that takes long holds up nobody but those who want the same object.
/// - Only methods of the interface an object was bound with can be called.
/// - An interrupt ends a wait, with [InterruptedException] where the method declares it and with
///   [CallInterruptedException] where it does not. The short calls on locks, semaphores, events,
///   barriers and queues, such as `unlock`, it does not end: it stays pending. Where the server
///   does not answer within a second, the caller does not wait for its last word; a lock, permit or
///   element that comes then goes back. Who waits for a signal is told once he has the lock again.
/// - Arguments and results are copies, except where they are proxies or [ByReference] says so.
///
/// **When a client dies**, however it dies, its waits end, locks that it held are told to the next
/// one as abandoned, permits that it had borrowed come back, a barrier in which it waited breaks,
/// and what only it used is let go once its lease is over. **When the server dies**, or cannot be
/// reached any more, every call in flight fails with [ServerGoneException] within a second in the
/// family, on one machine, and wherever the network says so; after the lease where it is silent.
///
/// **Leases.** A client has a lease on each object of which it holds a proxy. It ends when the
/// proxy is garbage, or with the client. An object on which nobody has a lease, that has no name
/// and is in no other object is let go after [ManagerOptions#withLease].
///
/// **Memory model.** What a thread did before a call happens before what the object does in it, and
/// that happens before the call's return. Calls on one object that are atomic are ordered.
///
/// **Threads.** Proxies are safe for use by any threads of any processes.
///
/// **Inside.** [Session] is one end of a connection and knows both directions of calls;
/// [ServerSession] and [ClientSession] are its two sides. [Home] has the objects and their leases,
/// [Guest] is a client as the server sees it, [Client] is a server as a client sees it. What is
/// called is described by [Methods].
package dev.progeny.manager;
