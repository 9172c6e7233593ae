package dev.progeny.channel;

import dev.progeny.codec.Codec;
import dev.progeny.codec.UnreadableException;
import dev.progeny.park.Deadline;

import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One end of a two-way or one-way stream of messages to another process.
///
///     var pair = Connection.<String>pair();
///     var end = pair.right();
///     ChildProcess.start(() -> end.send("hello"));
///     String hello = pair.left().receive();
///
/// Messages are objects, by value, or bytes; both may be mixed, and each is received the way it was
/// sent. `send` returns when the message is on its way, and waits while the other end is slow:
/// about half a megabyte is under way at the most, whatever the length of a message.
///
/// **Threads.** Several may use an end at the same time. Each message is sent whole and received by
/// one of them; senders take turns, and so do receivers, in no promised order.
///
/// **Processes.** An end has one holder at a time. One of a [#pair] can be captured by a task, or
/// be part of a message, a task's argument or its result: it belongs to the receiver from its
/// arrival
/// on. Until then its sender may take it back by using it, which makes it useless to the receiver;
/// closing it after it was sent is right and changes nothing. Sending it twice, to two receivers,
/// fails at the second one. An end that was sent and got lost, because the child died before it
/// took its task, closes when its sender's process ends. Connections over sockets do not travel.
///
/// **Interrupts, timeouts and exceptions.** A call that ends so has sent nothing and taken nothing,
/// and the connection stays open.
///
/// **When the other side has gone**, by `close()` or by the death of its process, what it had sent
/// is received first; then every call fails with [ConnectionClosedException].
///
/// **Closing.** Each side closes its own end; one that nobody closed is closed when its process
/// ends.
///
/// @param <T> what is sent both ways
public final class Connection<T> implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient Carrier carrier;
    private final transient Codec codec;
    private final transient Outgoing outgoing;
    private final transient Incoming incoming;

    /// Two connected ends.
    ///
    /// @param left one end
    /// @param right the other one
    /// @param <T> what is sent both ways
    public record Pair<T>(Connection<T> left, Connection<T> right) implements AutoCloseable {

        /// Closes what is still held here.
        @Override
        public void close() {
            left.close();
            right.close();
        }
    }

    /// Two connected ends of which one only receives what the other one sends.
    ///
    /// @param receiver receives
    /// @param sender sends
    /// @param <T> what is sent
    public record OneWay<T>(Connection<T> receiver, Connection<T> sender) implements AutoCloseable {

        /// Closes what is still held here.
        @Override
        public void close() {
            receiver.close();
            sender.close();
        }
    }

    private Connection(Carrier carrier, Codec codec, long messageLimit) {
        this.carrier = carrier;
        this.codec = codec;
        outgoing = new Outgoing(carrier);
        incoming = new Incoming(carrier, messageLimit);
    }

    /// Makes a pair of connected ends in the family's memory, both held by this process until one
    /// is sent to another. Both can send and receive.
    ///
    /// @param <T> what is sent both ways
    /// @return the ends, to be closed by whoever holds them
    public static <T> Pair<T> pair() {
        var ends = RingCarrier.pair(true);
        return new Pair<>(over(ends[0]), over(ends[1]));
    }

    /// Makes a pair like [#pair], in one direction only.
    ///
    /// @param <T> what is sent
    /// @return the ends; the wrong use of one is an [UnsupportedOperationException]
    public static <T> OneWay<T> oneWay() {
        var ends = RingCarrier.pair(false);
        return new OneWay<>(over(ends[1]), over(ends[0]));
    }

    /// Connects to a listener and proves to have its key, and lets it prove the same.
    ///
    /// Blocks for 10 s at the most. An interrupt ends it with [java.io.UncheckedIOException] and
    /// stays pending.
    ///
    /// @param address where the listener is
    /// @param key what both sides have
    /// @param <T> what is sent both ways
    /// @return the connection
    /// @throws AuthenticationException if the keys differ, or something else listens there
    /// @throws java.io.UncheckedIOException if nobody listens there, or it does not answer in time
    public static <T> Connection<T> connect(Address address, AuthKey key) {
        return connect(UnaryOperator.identity(), address, key);
    }

    /// Connects with options; otherwise like [#connect(Address, AuthKey)].
    ///
    /// @param options applied to the defaults
    /// @param address as there
    /// @param key as there
    /// @param <T> what is sent both ways
    /// @return the connection
    public static <T> Connection<T> connect(
            UnaryOperator<ConnectionOptions> options, Address address, AuthKey key) {
        var chosen = ConnectionOptionsValue.of(options);
        return over(Visit.to(address, key, chosen), chosen);
    }

    static <T> Connection<T> over(Carrier carrier) {
        return new Connection<>(carrier, Codec.java(), Long.MAX_VALUE);
    }

    static <T> Connection<T> over(Carrier carrier, ConnectionOptionsValue options) {
        return new Connection<>(carrier, Codec.java(options.filter()), options.messageLimit());
    }

    /// Waits until at least one of some sources has something to read: a message, an end of the
    /// stream, an accepted connection, a result.
    ///
    /// A source is a connection (for a long message its beginning counts), a [SharedQueue]
    /// (readable when there is something to take, or it has ended), a [Listener], a
    /// [dev.progeny.sync.SharedEvent] (readable while it is set), an [Awaitable] (as a child
    /// process is), a [java.util.concurrent.CompletionStage] (readable once it is completed, in
    /// whichever way), or a non-blocking [java.nio.channels.SelectableChannel] (readable when it
    /// can read, accept or finish to connect). Nothing is polled: the caller sleeps until one of
    /// them speaks. Where several processes wait for one queue or event, all are woken; another may
    /// be quicker to take what was there.
    ///
    /// @param sources any mix of these; none gives an empty list after the timeout
    /// @param timeout how long to wait; zero or negative only looks
    /// @param <S> type of the sources
    /// @return those that are readable, in the order given; empty if the time was over
    /// @throws InterruptedException if this thread was interrupted while it waited
    /// @throws IllegalArgumentException if a source is none of these
    /// @throws ConnectionClosedException if a connection or listener was closed in this process;
    ///     queues and events have exceptions of their own for that
    public static <S> List<S> awaitReadable(Collection<? extends S> sources, Duration timeout)
            throws InterruptedException {
        return Gathering.await(sources, Deadline.after(timeout));
    }

    /// Whether this end can receive.
    ///
    /// @return false for the sender of a [#oneWay] pair
    public boolean canReceive() {
        return !(carrier instanceof RingCarrier ring) || ring.canReceive();
    }

    /// Whether this end can send.
    ///
    /// @return false for the receiver of a [#oneWay] pair
    public boolean canSend() {
        return !(carrier instanceof RingCarrier ring) || ring.canSend();
    }

    /// Says how many threads may want to run at the same time, in all processes together: more than
    /// two where one side has many connections. From their next wait on, both ends spin only if
    /// there are as many processors. Changes how long a wait for a message takes, and nothing else.
    /// Never blocks; does nothing for a socket, at which nobody spins, or once this end is closed.
    ///
    /// @param count how many; fewer than two count as two
    public void participants(int count) {
        carrier.participants(count);
    }

    /// Sends an object. Blocks while the other end is slow.
    ///
    /// @param message what to send, by value; not null
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    /// @throws dev.progeny.codec.UnsendableException if it cannot travel; names what it is
    /// @throws ConnectionClosedException if nobody will receive it
    public void send(T message) throws InterruptedException {
        outgoing.send(Inbox.OBJECT, encode(message), Deadline.never());
    }

    /// Sends an object if that is possible in time.
    ///
    /// @param message as in [#send(Object)]
    /// @param timeout how long to wait; zero or negative does not wait
    /// @return false if the time was over first; then nothing was sent
    /// @throws InterruptedException as in [#send(Object)]
    public boolean send(T message, Duration timeout) throws InterruptedException {
        return outgoing.send(Inbox.OBJECT, encode(message), Deadline.after(timeout));
    }

    private MemorySegment encode(T message) {
        return MemorySegment.ofArray(codec.encode(Objects.requireNonNull(message, "message")));
    }

    /// Sends bytes, as one message. Blocks while the other end is slow.
    ///
    /// @param bytes all of the segment: of any length, also none or more than 2 GiB; take a slice
    ///     to send a part. It must not change meanwhile
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    /// @throws ConnectionClosedException if nobody will receive them
    public void sendBytes(MemorySegment bytes) throws InterruptedException {
        outgoing.send(Inbox.BYTES, bytes, Deadline.never());
    }

    /// Sends an array of bytes; otherwise like [#sendBytes(MemorySegment)].
    ///
    /// @param bytes all of the array
    /// @throws InterruptedException as there
    public void sendBytes(byte[] bytes) throws InterruptedException {
        sendBytes(bytes, 0, bytes.length);
    }

    /// Sends a part of an array; otherwise like [#sendBytes(MemorySegment)].
    ///
    /// @param bytes holds what is sent
    /// @param offset index of the first byte
    /// @param length how many; zero is a message too
    /// @throws InterruptedException as there
    /// @throws IndexOutOfBoundsException if the part is not inside, before anything is sent
    public void sendBytes(byte[] bytes, int offset, int length) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        sendBytes(MemorySegment.ofArray(bytes).asSlice(offset, length));
    }

    /// Receives the next message, an object. Blocks until there is one.
    ///
    /// @return the object, a copy of what was sent
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    /// @throws ConnectionClosedException at the end of the stream
    /// @throws dev.progeny.codec.UnreadableException if it cannot be rebuilt here, or its class is
    ///     refused; only that message is lost
    /// @throws MessageTooLongException if it is longer than this end allows
    /// @throws IllegalStateException if the next message is bytes; it stays the next one
    public T receive() throws InterruptedException {
        return decode(Objects.requireNonNull(incoming.take(Inbox.OBJECT, Deadline.never())));
    }

    /// Receives the next message, an object, if there is one in time; otherwise like [#receive()].
    ///
    /// @param timeout how long to wait; zero or negative takes only what is there
    /// @return empty if the time was over first; a message of which a part had come stays the next
    /// @throws InterruptedException as in [#receive()]
    public Optional<T> receive(Duration timeout) throws InterruptedException {
        byte[] bytes = incoming.take(Inbox.OBJECT, Deadline.after(timeout));
        return bytes == null ? Optional.empty() : Optional.of(decode(bytes));
    }

    @SuppressWarnings("unchecked") // the other end has the same type, by agreement
    private T decode(byte[] bytes) {
        var message = codec.decode(bytes, 0, bytes.length);
        if (message == null) {
            throw new UnreadableException(
                    "the message is null, which no end of a connection sends; is the other side"
                            + " another program?",
                    null);
        }
        return (T) message;
    }

    /// Receives the next message, bytes, as an array. Blocks until there is one.
    ///
    /// @return the bytes
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    /// @throws ConnectionClosedException at the end of the stream
    /// @throws MessageTooLongException if no array, or not this connection, can have it
    /// @throws IllegalStateException if the next message is an object; it stays the next one
    public byte[] receiveBytes() throws InterruptedException {
        return Objects.requireNonNull(incoming.take(Inbox.BYTES, Deadline.never()));
    }

    /// Receives the next message, bytes, if there is one in time; otherwise like [#receiveBytes()].
    ///
    /// @param timeout how long to wait; zero or negative takes only what is there
    /// @return empty if the time was over first
    /// @throws InterruptedException as there
    public Optional<byte[]> receiveBytes(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(incoming.take(Inbox.BYTES, Deadline.after(timeout)));
    }

    /// Receives the next message, bytes, into memory of the caller. Blocks until all is there.
    ///
    /// @param into where to; may be longer than the message
    /// @return length of the message; what lies beyond in `into` is unchanged
    /// @throws InterruptedException as in [#receiveBytes()]; what is in `into` means nothing then,
    ///     and the message stays the next one
    /// @throws MessageTooLongException if it is longer than `into`; it stays the next one
    public long receiveBytes(MemorySegment into) throws InterruptedException {
        return incoming.take(into);
    }

    /// Drops the next message, whatever it is. Blocks until all of it has come.
    ///
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    /// @throws ConnectionClosedException at the end of the stream
    public void skip() throws InterruptedException {
        incoming.skip();
    }

    /// Whether there is something to receive now. Never blocks; false while another thread
    /// receives.
    ///
    /// @return true for a message, the beginning of a long one, or the end of the stream
    /// @throws ConnectionClosedException if this end was closed in this process
    public boolean poll() {
        return incoming.poll() || (carrier.isFoundLost() && incoming.poll());
    }

    /// As [#poll()], for who looks after the other side himself.
    boolean isReadable() {
        return incoming.poll();
    }

    /// Waits until there is something to receive; like [#poll()] otherwise. Another thread may be
    /// quicker to receive it.
    ///
    /// @param timeout how long to wait; zero or negative only looks
    /// @return false if the time was over first
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    public boolean poll(Duration timeout) throws InterruptedException {
        var deadline = Deadline.after(timeout);
        return poll() || (!deadline.isOver() && incoming.poll(deadline));
    }

    Carrier carrier() {
        return carrier;
    }

    /// Closes this end. Threads that wait on it get a [ConnectionClosedException], the other end
    /// the end of the stream after what was sent before. The second time does nothing, and neither
    /// does it for an end that was sent to another process. Does not wait for a receiver.
    @Override
    public void close() {
        carrier.shut();
        outgoing.turns().beginUninterruptibly();
        incoming.turns().beginUninterruptibly();
        try {
            carrier.close();
        } finally {
            incoming.turns().end();
            outgoing.turns().end();
        }
    }

    /// What travels instead of this end.
    private Object writeReplace() throws NotSerializableException {
        if (!outgoing.turns().tryBegin()) {
            throw busy();
        }
        try {
            if (!incoming.turns().tryBegin()) {
                throw busy();
            }
            try {
                return handle();
            } finally {
                incoming.turns().end();
            }
        } finally {
            outgoing.turns().end();
        }
    }

    private Object handle() throws NotSerializableException {
        if (outgoing.isBusy() || incoming.isBusy()) {
            throw new IllegalStateException(
                    "this end of a connection cannot be sent now: a message is half sent or half"
                            + " received; receive it, or send another one, first");
        }
        return carrier.handle();
    }

    private static IllegalStateException busy() {
        return new IllegalStateException(
                "this end of a connection cannot be sent: another thread uses it; end that first");
    }

    @Override
    public String toString() {
        return "connection with " + carrier.description();
    }
}
