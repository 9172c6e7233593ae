package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.family.Watched;
import dev.progeny.family.Watchers;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Where threads of this process enter a queue, wait for it, and are turned away: because this
/// object of it was closed, or because the queue has ended for all. Rings for those of other
/// processes. Safe for use by several threads.
///
/// **Who is left.** Where producers or consumers were declared, whoever waits looks with each slice
/// of its sleep whether one of them lives, and ends the queue if not. Who does not wait looks as
/// often, while it uses the queue.
final class QueueGate implements Watched {
    private final Block block;
    private final MemorySegment segment;
    private final QueueMemory memory;
    private final Doorbell filled;
    private final Doorbell freed;
    private final Doorbell settled;
    private final Watchers watchers;
    private final RoleTable producers;
    private final RoleTable consumers;
    private final Lag putLag = new Lag();
    private final Lag takeLag = new Lag();
    private final Peer others = new Others();
    private volatile long lastLook = System.nanoTime() - Doorbell.SLICE;

    QueueGate(Block block, QueueMemory memory) {
        this.block = block;
        this.memory = memory;
        segment = block.segment();
        var os = Os.current();
        filled = bell(QueueLayout.FILLED_AT, os);
        freed = bell(QueueLayout.FREED_AT, os);
        settled = bell(QueueLayout.SETTLED_AT, os);
        watchers = Watchers.at(segment.asSlice(QueueLayout.WATCHERS_AT));
        producers = new RoleTable(segment.asSlice(QueueLayout.PRODUCERS_AT), os);
        consumers = new RoleTable(segment.asSlice(QueueLayout.CONSUMERS_AT), os);
    }

    private Doorbell bell(long offset, Os os) {
        return Doorbell.at(segment.asSlice(offset, Doorbell.LAYOUT.byteSize()), os);
    }

    RoleTable producers() {
        return producers;
    }

    RoleTable consumers() {
        return consumers;
    }

    void ringFilled() {
        filled.ring();
        watchers.ring();
    }

    void ringFreed() {
        freed.ring();
    }

    void ringSettled() {
        settled.ring();
    }

    /// Waits until there may be room for an element, or the queue has ended.
    ///
    /// @return false once the deadline is over
    boolean awaitRoom(int length, Deadline deadline) throws InterruptedException {
        BooleanSupplier hasRoom = () -> memory.hasRoom(length) || hasEndedNow();
        return await(freed, hasRoom, deadline)
                && fallBehind(putLag, () -> memory.capacity() - (memory.tail() - memory.head()));
    }

    /// Waits until there may be an element, or the queue has ended.
    ///
    /// @return false once the deadline is over
    boolean awaitElement(Deadline deadline) throws InterruptedException {
        return await(filled, this::isReadableNow, deadline)
                && fallBehind(takeLag, () -> memory.tail() - memory.head());
    }

    /// Waits until all that was put has been dealt with.
    ///
    /// @return false once the deadline is over
    boolean awaitSettled(Deadline deadline) throws InterruptedException {
        BooleanSupplier isSettled =
                () -> TaskCount.isAllDone(segment) || endNow() == QueueEnd.NO_CONSUMER;
        boolean isInTime = await(settled, isSettled, deadline);
        if (isInTime && !open(() -> TaskCount.isAllDone(segment))) {
            throw QueueEnd.NO_CONSUMER.isUnfinished();
        }
        return isInTime;
    }

    private boolean await(Doorbell bell, BooleanSupplier ready, Deadline deadline)
            throws InterruptedException {
        try {
            var outcome = bell.await(ready, deadline, others);
            if (outcome == Wait.CLOSED) {
                throw closedHere(null);
            }
            return outcome == Wait.READY;
        } catch (IllegalStateException e) {
            throw orClosed(e);
        }
    }

    /// @return true
    private boolean fallBehind(Lag lag, LongSupplier available) {
        return open(
                () -> {
                    lag.fallBehind(available);
                    return true;
                });
    }

    boolean isEmptyNow() {
        return memory.tail() == memory.head();
    }

    private boolean isReadableNow() {
        return !isEmptyNow() || hasEndedNow();
    }

    QueueEnd endNow() {
        return QueueEnd.of((int) QueueLayout.END.getAcquire(segment, 0L));
    }

    boolean hasEndedNow() {
        return endNow() != QueueEnd.NONE;
    }

    void requireNotEnded() {
        lookForOthers();
        var end = open(this::endNow);
        if (end != QueueEnd.NONE) {
            throw end.refusesPut();
        }
    }

    /// Looks again after it was empty: what was put before the end is still there.
    void requireMore() {
        lookForOthers();
        var end = open(() -> endNow() != QueueEnd.NONE && isEmptyNow() ? endNow() : QueueEnd.NONE);
        if (end != QueueEnd.NONE) {
            throw end.isEmpty();
        }
    }

    /// Ends the queue for all processes.
    void end(QueueEnd reason) {
        whileNobodyPuts(() -> endUnderLock(reason));
    }

    private void endUnderLock(QueueEnd reason) {
        if (!hasEndedNow()) {
            QueueLayout.END.setRelease(segment, 0L, reason.number());
        }
        filled.ring();
        freed.ring();
        settled.ring();
        watchers.ring();
    }

    /// Does something while nobody can put, nor change who has a role.
    void whileNobodyPuts(Runnable change) {
        open(
                () -> {
                    memory.whileNobodyPuts(change);
                    return true;
                });
    }

    /// Looks from time to time, where that matters, whether those who declared a role live.
    private void lookForOthers() {
        if (open(() -> producers.isUsed() || consumers.isUsed())) {
            long now = System.nanoTime();
            if (now - lastLook >= Doorbell.SLICE) {
                lastLook = now;
                endIfAllHaveGone();
            }
        }
    }

    /// Ends the queue if all who had declared a role in it have gone.
    void endIfAllHaveGone() {
        open(
                () -> {
                    endIfOver(producers, QueueEnd.NO_PRODUCER);
                    endIfOver(consumers, QueueEnd.NO_CONSUMER);
                    return true;
                });
    }

    private void endIfOver(RoleTable role, QueueEnd reason) {
        if (role.isUsed() && !hasEndedNow() && role.isOver()) {
            memory.whileNobodyPuts(
                    () -> {
                        if (role.isOver()) { // nobody has come meanwhile
                            endUnderLock(reason);
                        }
                    });
        }
    }

    /// Does something with the memory, which another thread may close at any time.
    <T extends @Nullable Object> T open(Supplier<T> access) {
        requireOpen();
        try {
            return access.get();
        } catch (IllegalStateException e) {
            throw orClosed(e);
        }
    }

    /// Memory that another thread closes meanwhile fails with a message of the JDK's.
    RuntimeException orClosed(IllegalStateException e) {
        return block.isClosed() ? closedHere(e) : e;
    }

    boolean isClosed() {
        return block.isClosed();
    }

    void requireOpen() {
        if (block.isClosed()) {
            throw closedHere(null);
        }
    }

    private static QueueClosedException closedHere(@Nullable Throwable cause) {
        return new QueueClosedException(
                "the queue was closed by this process; use it before, or another handle", cause);
    }

    /// Turns away all threads of this process, now and from now on.
    void close() {
        filled.close();
        freed.close();
        settled.close();
        memory.close(block::close);
    }

    @Override
    public boolean isReadable() {
        return open(this::isReadableNow);
    }

    @Override
    public void watch() {
        open(
                () -> {
                    watchers.watch();
                    return true;
                });
    }

    @Override
    public void lookAfterSpeaker() {
        endIfAllHaveGone();
    }

    /// All who have declared a role: looked after by who waits, and never given up for it, since
    /// the queue's end is what it waits for.
    private final class Others implements Peer {
        @Override
        public boolean isAlive() {
            endIfAllHaveGone();
            return true;
        }

        @Override
        public void close() {}
    }
}
