/// Objects and bytes that travel between processes.
///
/// **Role.** A [dev.progeny.channel.SharedQueue] connects any number of processes of a family
/// through memory that they share.
///
/// **Promises.** What was sent arrives once and whole, or not at all. Every wait ends: with an
/// element, at its deadline, by an interrupt, by a close, or because nobody is left who could end
/// it. An interrupt loses nothing. Nothing of Progeny runs in the background for a queue: what
/// cannot be sent is thrown where it is put.
///
/// **Memory model.** Putting an element *happens before* taking it, in whichever process.
///
/// **When a process dies**, what it had put is there, what it was just putting is not, and what it
/// had taken is gone with it.
package dev.progeny.channel;
