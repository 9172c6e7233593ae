package dev.progeny.channel;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/// Waits until a socket can do one thing. The selector is made when it is first needed, and kept.
/// One thread at a time waits; [#wakeUp] comes from any.
final class SocketWait {
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final SelectableChannel channel;
    private final int operation;
    private @Nullable Selector selector;
    private boolean isOver;

    SocketWait(SelectableChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /// Waits. May return early for no reason.
    ///
    /// @return false if the deadline came first
    /// @throws InterruptedException if this thread was interrupted; the channel stays open
    boolean await(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for a socket");
        }
        if (deadline.isOver()) {
            return false;
        }
        try {
            var waiting = selector();
            if (waiting != null && select(waiting, deadline) == 0 && Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a socket");
            }
        } catch (ClosedSelectorException e) {
            return true; // closed meanwhile, which the caller sees
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for a socket: " + e.getMessage(), e);
        }
        return true;
    }

    static int select(Selector selector, Deadline deadline) throws IOException {
        long left = deadline.nanosLeft();
        selector.selectedKeys().clear();
        if (left == Long.MAX_VALUE) {
            return selector.select();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(left + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        return millis <= 0
                ? selector.selectNow()
                : selector.select(Math.min(millis, LONGEST_MILLIS));
    }

    private synchronized @Nullable Selector selector() throws IOException {
        if (isOver) {
            return null;
        }
        if (selector == null) {
            selector = Selector.open();
            channel.register(selector, operation);
        }
        return selector;
    }

    /// Ends the wait of now, and all to come at once.
    synchronized void wakeUp() {
        isOver = true;
        if (selector != null) {
            selector.wakeup();
        }
    }

    /// Gives the selector's descriptors back; nobody waits any more.
    synchronized void close() {
        isOver = true;
        if (selector != null) {
            try {
                selector.close();
            } catch (IOException e) {
                // its descriptors are gone all the same
            }
        }
    }
}
