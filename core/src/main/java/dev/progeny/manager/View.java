package dev.progeny.manager;

/// A proxy of one of our own types: what users see, over the calls that travel.
interface View extends RemoteObject {

    /// The proxy that makes the calls.
    Object calls();

    /// What it travels as: what that proxy travels as. Serialization looks for `writeReplace` in
    /// classes only, so each view has one.
    default Object handle() {
        return ((RemoteObject) calls()).writeReplace();
    }
}
