package dev.progeny.manager;

/// An object that has something to give back, such as processes.
interface Resource {

    /// Nobody has a proxy of it any more. Never blocks.
    void letGo();

    /// The server ends.
    void end();
}
