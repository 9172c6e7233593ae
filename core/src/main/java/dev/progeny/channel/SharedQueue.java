package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.family.Watchables;
import dev.progeny.os.Os;
import dev.progeny.park.Deadline;
import dev.progeny.shm.Shared;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A first-in-first-out queue between any processes of a family: many may put, many may take.
///
/// It is a [BlockingQueue]: the methods wait, give up or fail as that interface says, and every
/// wait can be interrupted. It is bounded in elements and in bytes. An element is encoded in the
/// thread that puts it, so what cannot be sent is thrown there and the queue does not notice;
/// it is decoded in the thread that takes it, so what cannot be read fails that one call, and the
/// next element is intact. Elements are copies. What is too large for the queue's own memory takes
/// memory of its own. Arrays of numbers are not encoded: putting copies them once, and taking once.
///
/// The queue travels as a small handle: captured by a task, as argument, result or element. It is
/// safe for use by any threads of any processes. An element *happens before* its being taken, also
/// in another process.
///
/// **When a process dies**, killed at any moment: what it had put is there, what it was putting is
/// not, and nobody else is held up for longer than the 50 ms after which a waiter looks whether
/// the one before it lives. An element that it had taken is gone with it.
///
/// **Ending.** [#shutdown] ends the queue for all: nothing more can be put, and takers get what is
/// there and then a [QueueClosedException]. A queue that was told who its [#producers] or
/// [#consumers] are ends so when none of them is left, however they ended. [#close] ends this
/// object's use; the object that made the queue shuts it down by that. Memory goes with the last
/// use.
///
/// **Not supported**, with the reason: removing from the middle (`remove(Object)`, the iterator's
/// `remove` and what builds on them), since elements lie one behind the other in shared memory; an
/// iterator walks over a copy of what was there when it was made. The order in which several
/// waiting processes get what is put is the system's.
///
/// @param <E> type of the elements; they must be serializable, and are not null
public final class SharedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Shared {
    private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient QueueMemory memory;
    private final transient MemorySegment segment;
    private final transient QueueGate gate;
    private final transient Participants producers;
    private final transient Participants consumers;

    static {
        Watchables.register(SharedQueue.class, queue -> queue.gate);
    }

    private SharedQueue(Block block) {
        this.block = block;
        var os = Os.current();
        segment = block.segment();
        memory = block.companion(payload -> new QueueMemory(payload, os, () -> {}));
        gate = new QueueGate(block, memory);
        producers = new Participants(gate, gate.producers(), "producers");
        consumers = new Participants(gate, gate.consumers(), "consumers");
    }

    /// Makes an empty queue, with 8 MiB for what its elements hold; that memory takes room only as
    /// far as it is used.
    ///
    /// @param capacity elements that it holds at the most, 1 to 67,108,864
    /// @param <E> type of the elements
    /// @return the queue
    public static <E> SharedQueue<E> create(int capacity) {
        return create(capacity, QueueSize.USUAL_ROOM);
    }

    /// Makes an empty queue.
    ///
    /// @param capacity elements that it holds at the most, 1 to 67,108,864
    /// @param byteCapacity bytes that the elements in it take at the most, encoded; 64 KiB to 16
    ///     GiB, rounded up to a power of two. An element above half of it takes memory of its own
    /// @param <E> type of the elements
    /// @return the queue
    public static <E> SharedQueue<E> create(int capacity, long byteCapacity) {
        var block = QueueSize.of(capacity, byteCapacity).allocate();
        return new SharedQueue<>(block);
    }

    /// Puts an element, waiting for room.
    ///
    /// @param element not null
    /// @throws InterruptedException if interrupted; then nothing was put
    /// @throws QueueClosedException if the queue is, or is meanwhile, shut down or closed here
    /// @throws dev.progeny.codec.UnsendableException if the element cannot be sent; says why
    @Override
    public void put(E element) throws InterruptedException {
        put(element, Deadline.never());
    }

    /// Puts an element if there is room now.
    ///
    /// @param element not null
    /// @return false if there was no room
    @Override
    public boolean offer(E element) {
        return sending(element, this::tryPut);
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return offer(element, Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Puts an element, waiting for room for some time.
    ///
    /// @param element not null
    /// @param timeout the longest wait; zero or negative does not wait
    /// @return false if there was no room in time
    /// @throws InterruptedException as [#put]
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return put(element, Deadline.after(timeout));
    }

    private boolean put(E element, Deadline deadline) throws InterruptedException {
        return sending(
                element,
                parcel -> {
                    boolean isPut = tryPut(parcel);
                    while (!isPut && gate.awaitRoom((int) parcel.payload().byteSize(), deadline)) {
                        isPut = tryPut(parcel);
                    }
                    return isPut;
                });
    }

    private interface Sending<X extends Exception> {
        boolean put(Parcel parcel) throws X;
    }

    private <X extends Exception> boolean sending(E element, Sending<X> sending) throws X {
        Objects.requireNonNull(element, "a queue takes no null: it means that nothing is there");
        gate.requireNotEnded();
        var parcel = Parcel.of(element, memory.largest(), block);
        boolean isPut = false;
        try {
            isPut = sending.put(parcel);
        } finally {
            if (isPut) {
                parcel.sent();
            } else {
                parcel.drop();
            }
        }
        return isPut;
    }

    private boolean tryPut(Parcel parcel) {
        boolean isPut =
                gate.open(
                        () ->
                                memory.tryPut(
                                        parcel.kind(),
                                        parcel.payload(),
                                        () -> !gate.hasEndedNow()));
        if (isPut) {
            gate.ringFilled();
        } else {
            gate.requireNotEnded();
        }
        return isPut;
    }

    /// Takes the oldest element, waiting for one.
    ///
    /// @return the element
    /// @throws InterruptedException if interrupted; then nothing was taken
    /// @throws QueueClosedException if the queue is shut down and empty, or closed here
    /// @throws dev.progeny.codec.UnreadableException if the element cannot be read here; it is gone
    @Override
    public E take() throws InterruptedException {
        E element = poll(Deadline.never());
        return Objects.requireNonNull(element, "a wait without end ends with an element");
    }

    /// Takes the oldest element if there is one.
    ///
    /// @return the element; null if there is none
    /// @throws QueueClosedException if the queue is shut down and empty, or closed here
    @Override
    public @Nullable E poll() {
        var entry = tryTake();
        if (entry == null) {
            gate.requireMore();
        }
        return entry == null ? null : unpack(entry);
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /// Takes the oldest element, waiting for one for some time.
    ///
    /// @param timeout the longest wait; zero or negative does not wait
    /// @return the element; null if none came in time
    /// @throws InterruptedException as [#take]
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(Deadline.after(timeout));
    }

    private @Nullable E poll(Deadline deadline) throws InterruptedException {
        var entry = tryTake();
        while (entry == null) {
            gate.requireMore();
            if (!gate.awaitElement(deadline)) {
                return null;
            }
            entry = tryTake();
        }
        return unpack(entry);
    }

    private QueueMemory.@Nullable Entry tryTake() {
        gate.requireOpen();
        try {
            var entry = memory.tryTake();
            if (entry != null) {
                gate.ringFreed();
            }
            return entry;
        } catch (IllegalStateException e) {
            throw gate.orClosed(e);
        }
    }

    @SuppressWarnings("unchecked") // what was put was an E
    private @Nullable E unpack(QueueMemory.Entry entry) {
        return (E) Parcel.open(entry);
    }

    /// The oldest element, which stays.
    ///
    /// @return a copy; null if there is none
    @Override
    public @Nullable E peek() {
        return copyOf(1).stream().findFirst().orElse(null);
    }

    /// Copies of the oldest elements.
    private List<E> copyOf(int most) {
        return gate.open(
                () ->
                        memory.whileNobodyTakes(
                                () -> {
                                    var copies = new ArrayList<E>();
                                    long end = Math.min(memory.tail(), memory.head() + most);
                                    for (long i = memory.head(); i < end; i++) {
                                        copies.add(peek(memory.entry(i)));
                                    }
                                    return copies;
                                }));
    }

    @SuppressWarnings("unchecked") // what was put was an E
    private @Nullable E peek(QueueMemory.Entry entry) {
        return (E) Parcel.peek(entry);
    }

    /// Walks over a copy of what is there now, oldest first.
    ///
    /// @return an iterator without `remove`
    @Override
    public Iterator<E> iterator() {
        return Collections.unmodifiableList(copyOf(Integer.MAX_VALUE)).iterator();
    }

    /// Elements that are there now.
    ///
    /// @return a number that others may change at any time
    @Override
    public int size() {
        return gate.open(
                () -> {
                    long head = memory.head(); // first: tail never falls behind it
                    return (int) Math.min(memory.tail() - head, memory.capacity());
                });
    }

    @Override
    public boolean isEmpty() {
        return gate.open(gate::isEmptyNow);
    }

    /// Elements for which there is room now, if they are small.
    ///
    /// @return a number that others may change at any time
    @Override
    public int remainingCapacity() {
        return memory.capacity() - size();
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "elements need somewhere to go");
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int taken = 0;
        while (taken < most) {
            var entry = tryTake();
            E element = entry == null ? null : unpack(entry);
            if (element == null) {
                break;
            }
            target.add(element);
            taken++;
        }
        return taken;
    }

    /// Takes all that is there, without reading it.
    @Override
    public void clear() {
        for (var entry = tryTake(); entry != null; entry = tryTake()) {
            Parcel.discard(entry);
        }
    }

    /// Says that an element that was taken has been dealt with; see [#joinTasks]. Elements are not
    /// told apart: each call counts for one.
    ///
    /// @throws IllegalStateException if that was said as often as there were elements before
    public void taskDone() {
        long put = gate.open(() -> TaskCount.countOne(segment));
        if (put >= 0) {
            throw new IllegalStateException(
                    "taskDone was called more often than elements were put: put=" + put);
        }
        gate.ringSettled();
    }

    /// Waits until [#taskDone] was called for all that has been put.
    ///
    /// @throws InterruptedException if interrupted
    /// @throws QueueClosedException if the queue was closed here, or all [#consumers] have gone
    public void joinTasks() throws InterruptedException {
        joinTasks(Deadline.never());
    }

    /// Waits until [#taskDone] was called for all that has been put, for some time.
    ///
    /// @param timeout the longest wait; zero or negative does not wait
    /// @return false if that was not so in time
    /// @throws InterruptedException if interrupted
    public boolean joinTasks(Duration timeout) throws InterruptedException {
        return joinTasks(Deadline.after(timeout));
    }

    private boolean joinTasks(Deadline deadline) throws InterruptedException {
        gate.requireOpen();
        return gate.awaitSettled(deadline);
    }

    /// Ends the queue for all processes: who puts, or waits for room, gets a
    /// [QueueClosedException]; who takes gets what is there, and then the same. What was put before
    /// stays. The second time does nothing.
    public void shutdown() {
        gate.end(QueueEnd.SHUT_DOWN);
    }

    /// Whether the queue was shut down, by any process, or has ended since its [#producers] or
    /// [#consumers] have gone.
    ///
    /// @return true from then on
    public boolean isShutdown() {
        return gate.open(gate::hasEndedNow);
    }

    /// Those who have declared to put. Once somebody has, the queue ends when none is left.
    ///
    /// @return the same at each call
    public Participants producers() {
        return producers;
    }

    /// Those who have declared to take. Once somebody has, the queue ends when none is left.
    ///
    /// @return the same at each call
    public Participants consumers() {
        return consumers;
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    /// Ends this object's use: calls of other threads on it end with [QueueClosedException]. If it
    /// made the queue, the queue is shut down; others can still take what is there. The second time
    /// does nothing.
    @Override
    public void close() {
        synchronized (gate) { // one of several threads that close it
            if (block.isClosed()) {
                return;
            }
            if (isOwner()) {
                shutdown();
            }
            producers.leave();
            consumers.leave();
            gate.close();
        }
    }

    @Override
    public String toString() {
        return block.isClosed()
                ? "SharedQueue[closed]"
                : "SharedQueue[size=" + size() + ", capacity=" + memory.capacity() + "]";
    }

    private Object writeReplace() {
        gate.requireOpen();
        return new Sent(block.handle());
    }

    /// A queue on its way.
    private record Sent(Block.Handle handle) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedQueue<>(Block.attach(handle));
        }
    }
}
