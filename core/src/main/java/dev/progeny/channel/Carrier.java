package dev.progeny.channel;

import dev.progeny.park.Deadline;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

/// Moves frames between the two ends of a connection, whole and in order.
///
/// One thread at a time writes, and one at a time reads; [#close] may come from any.
sealed interface Carrier permits RingCarrier, SocketCarrier {

    /// Longest payload of a frame.
    int partSize();

    /// Puts a frame. If this ends by `false` or an exception, nothing of it was put, nor ever will
    /// be; if it ends by `true`, it will arrive unless this process dies. What is left of an
    /// earlier frame goes first.
    ///
    /// @param bytes holds the payload; free for other use afterwards
    /// @return false if the deadline came first
    /// @throws ConnectionClosedException if it will never be received
    boolean write(int kind, byte[] bytes, int offset, int length, Deadline deadline)
            throws InterruptedException;

    /// Whether [#write] has promised something that is not on its way yet.
    boolean isUnsettled();

    /// Sends what [#write] has promised.
    void settle() throws InterruptedException;

    /// Takes the next frame; never blocks.
    ///
    /// @return null if there is none now
    /// @throws ConnectionClosedException if there is none and will be none
    @Nullable Frame poll();

    /// Waits until [#poll] has something to say: a frame, or that there will be none.
    ///
    /// @return false if the deadline came first
    boolean awaitFrame(Deadline deadline) throws InterruptedException;

    /// Whether [#poll] has something to say now: a frame, or that there will be none. Never blocks.
    boolean isReadable();

    /// Whether the other side is found to have died, for who never waits; looks now and then. Never
    /// blocks.
    boolean isFoundLost();

    /// Says how many threads may want to run at the same time because of what goes on here; both
    /// ends spin or sleep accordingly.
    void participants(int count);

    /// Ends all waits of this process on this end, with a [ConnectionClosedException], now and from
    /// now on. Called before [#close], when threads may still be inside.
    void shut();

    /// Gives the end up; no thread is inside any more. The other end is told.
    void close();

    /// What an end is replaced by when it travels.
    ///
    /// @throws java.io.NotSerializableException if it cannot
    Object handle() throws java.io.NotSerializableException;

    /// For messages: what is at the other side.
    String description();
}
