package dev.progeny.manager;

/// An object that has something to do when a client has gone.
interface Mourner {

    /// A client has gone, with all its threads.
    void gone(Guest guest);
}
