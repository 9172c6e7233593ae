/// Objects and bytes that travel between processes: queues, connections and listeners.
///
/// **Role.** A [dev.progeny.channel.SharedQueue] connects any number of processes of a family
/// through memory that they share. A [dev.progeny.channel.Connection] has two ends, and what one
/// end sends the other one receives, whole and in order. Within a family
/// ([dev.progeny.channel.Connection#pair]) it runs over shared memory too, and an end can be sent
/// to another process. Between strangers it runs over a Unix-domain socket or TCP: one side has a
/// [dev.progeny.channel.Listener], the other one
/// [connects][dev.progeny.channel.Connection#connect], and both prove that they have the same
/// [dev.progeny.channel.AuthKey] before either believes a byte of the other.
///
/// **Promises.** What was sent arrives whole, once, or not at all. A call that ended by interrupt,
/// timeout or exception has sent nothing and has taken nothing. Any threads may use a queue, or one
/// end of a connection: each message goes to one of them. Every wait ends: by a message, the
/// deadline, an interrupt, `close()` or `shutdown()` here or there, or the death of the process at
/// the other end of a connection, which is noticed within 100 ms in the family and by the kernel on
/// a socket. Nothing of Progeny runs in the background for a queue: what cannot be sent is thrown
/// where it is put.
///
/// **When a process dies**, what it had put or sent is there, what it was just putting is not, and
/// what it had taken is gone with it.
///
/// **Security.** Before the handshake has succeeded nothing is decoded, no frame is longer than 256
/// bytes, and nothing is allocated on the word of the other side. Afterwards the
/// [filter of classes][dev.progeny.codec.ClassFilter] still holds for every message, and memory is
/// taken for what has arrived, not for what a header announces. The handshake proves who is there;
/// it does not encrypt. On a network that others can read or alter, use
/// [TLS][dev.progeny.channel.ConnectionOptions#withTls]; it takes some 50 KB for each stranger.
///
/// **Memory model.** What a thread did before it sent or put something *happens before* what
/// another one does after it received or took that, in whichever process.
package dev.progeny.channel;
