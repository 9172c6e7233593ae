package dev.progeny.manager;

import java.io.Serializable;

/// What every proxy is beside its own interface. It travels: captured by a task, as an argument, a
/// result, an element of a managed collection, a message. Where it arrives it is a proxy of the
/// same object, which connects to the server by itself.
///
/// **A proxy is a key.** What travels tells the receiver where the server is and how to be let in,
/// so send proxies only where you would send the [dev.progeny.channel.AuthKey].
///
/// Two proxies are equal if they are of the same object, except where their interface says that
/// equality is that of contents (lists, sets and maps).
public interface RemoteObject extends Serializable {

    /// What travels in place of this proxy; called by serialization.
    ///
    /// @return a small handle
    Object writeReplace();
}
