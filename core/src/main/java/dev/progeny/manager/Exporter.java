package dev.progeny.manager;

/// Has objects that others may call by their numbers.
interface Exporter {

    /// What an object travels as, to whoever is not at the other end of a session of this side.
    Object farHandle(Entry entry);
}
