/// Objects and bytes that travel between processes: queues, connections and listeners.
///
/// **Role.** A [dev.progeny.channel.SharedQueue] connects any number of processes of a family
/// through memory that they share. A [dev.progeny.channel.Connection] has two ends: within a family
/// ([dev.progeny.channel.Connection#pair]) it runs over shared memory too, and an end can be sent
/// to another process; between strangers it runs over a Unix-domain socket or TCP. There one side
/// has a [dev.progeny.channel.Listener], the other one
/// [connects][dev.progeny.channel.Connection#connect], and both prove that they have the same
/// [dev.progeny.channel.AuthKey] before either believes a byte of the other.
///
/// **Promises.** What was sent arrives once and whole, or not at all. Every wait ends: with what
/// was awaited, at its deadline, by an interrupt, by a close here or there, or because nobody is
/// left
/// who could end it, which is noticed within 100 ms in the family and by the kernel on a socket. A
/// call that ended otherwise has sent nothing and taken nothing. Nothing of Progeny runs in the
/// background for a queue or a pair: what cannot be sent is thrown where it is put. Several threads
/// may use one queue or one end.
///
/// **Security.** Before the handshake has succeeded nothing is decoded, no frame is longer than 256
/// bytes, and nothing is allocated on the word of the other side. Afterwards the
/// [filter of classes][dev.progeny.codec.ClassFilter] still holds for every message, and memory is
/// taken for what has arrived, not for what a header announces. The handshake proves who is there;
/// it does not encrypt. On a network that others can read or alter, use TLS or a tunnel.
///
/// **Memory model.** Putting or sending *happens before* taking or receiving, in whichever process.
///
/// **When a process dies**, what it had put or sent is there, what it was just putting is not, and
/// what it had taken is gone with it.
package dev.progeny.channel;
