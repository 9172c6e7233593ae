/// Frames of bytes through shared memory, from one producer to one consumer. Knows no objects.
///
/// **Role.** A [dev.progeny.ring.Ring] is formatted once in any memory; a
/// [dev.progeny.ring.Producer] and a [dev.progeny.ring.Consumer], usually in two processes, are
/// the two ends of it. A frame has a kind, a number that only its users understand, and 0 to 2 GB
/// of payload. Frames larger than the ring flow through it in pieces.
///
/// **Promises.** Frames arrive whole, once, in order. Writing a frame that fits allocates nothing.
/// Neither end trusts the other: counters and lengths are checked, nothing outside the ring is
/// touched and nothing is allocated on the word of a header alone; what is wrong is a
/// [dev.progeny.ring.RingCorruptedException].
///
/// **Memory model.** The bytes of a frame are stored plainly and published by one release store of
/// `tail`, which the consumer acquires; room is given back by one release store of `head`, which
/// the producer acquires. What the producer did before it wrote a frame happens before what the
/// consumer does after it polled that frame. Each end is used by one thread at a time, and whoever
/// hands it to another thread orders that.
///
/// **When a process dies.** A producer that dies before its store of `tail` has put nothing: the
/// next one would overwrite the bytes. After it, the frame is in the ring and will be read. Only of
/// a frame that was larger than the free room can a part be in the ring: the consumer gathers it
/// apart, never hands it out, and once it knows of the death and [dev.progeny.ring.Consumer#poll]
/// gives nothing more, what [dev.progeny.ring.Consumer#hasPartialFrame] tells of will never be
/// completed. A consumer that dies before its store of `head` has taken nothing; after it, the one
/// frame in its hands is gone with it, and with pieces of a large frame in its hands the ring has
/// to be formatted anew.
package dev.progeny.ring;
