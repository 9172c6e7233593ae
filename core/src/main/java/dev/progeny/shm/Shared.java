package dev.progeny.shm;

import java.io.Serializable;

/// An object in the memory of this host, used by several processes at once.
///
/// It travels as a small handle: captured by a task, as an argument, a result, an element of a
/// queue. On arrival the handle attaches to the same memory; nothing is copied. What one process
/// stores, all others see.
///
/// Each Java object is one *use* of the memory. It ends with [#close], with the last reference to
/// the object, or with the process, however that ends; the memory goes with its last use. Methods
/// of a closed object fail with [IllegalStateException], in whichever thread.
public interface Shared extends Serializable, AutoCloseable {

    /// Whether this object created what it stands for.
    ///
    /// @return true in the creator; false in an object that was attached or has travelled
    boolean isOwner();

    /// Ends the use by this object; other objects, here and elsewhere, keep theirs. The second time
    /// does nothing. Does not wait for other processes.
    @Override
    void close();
}
