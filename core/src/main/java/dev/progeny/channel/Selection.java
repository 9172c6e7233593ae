package dev.progeny.channel;

import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.BooleanSupplier;

/// The sockets among the sources of a [Gathering].
///
/// A socket that was selected is not selected again until somebody has looked whether what came was
/// enough for a frame; if not, it is waited for once more.
final class Selection {
    private @Nullable Selector selector;
    private boolean isWatched;

    /// A socket, and whether it was selected since the last look.
    private static final class Selected {
        final SelectionKey key;
        final int operations;
        volatile boolean isSelected;

        Selected(Selector selector, SelectableChannel channel) throws ClosedChannelException {
            operations = channel.validOps() & ~SelectionKey.OP_WRITE;
            key = channel.register(selector, operations, this);
        }

        void select() {
            key.interestOps(0);
            isSelected = true;
        }

        /// Waits for more.
        void deselect() {
            isSelected = false;
            key.interestOps(operations);
            key.selector().wakeup();
        }
    }

    boolean isEmpty() {
        return selector == null;
    }

    /// A channel that is readable once it is selected.
    BooleanSupplier add(SelectableChannel channel) {
        var selected = register(channel);
        return () -> selected.isSelected;
    }

    /// A channel behind something that takes more than one byte to be readable.
    ///
    /// @param look whether it is
    BooleanSupplier add(SelectableChannel channel, BooleanSupplier look) {
        var selected = register(channel);
        selected.isSelected = true; // something may have been read already
        return () -> {
            if (!selected.isSelected) {
                return false;
            }
            if (look.getAsBoolean()) {
                return true;
            }
            selected.deselect();
            return look.getAsBoolean();
        };
    }

    private Selected register(SelectableChannel channel) {
        try {
            if (selector == null) {
                selector = Selector.open();
            }
            return new Selected(selector, channel);
        } catch (IllegalBlockingModeException e) {
            throw new IllegalArgumentException(
                    "a channel that blocks cannot be waited for: "
                            + channel
                            + "; call configureBlocking(false)",
                    e);
        } catch (ClosedChannelException e) {
            throw ConnectionClosedException.here("channel");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for sockets: " + e.getMessage(), e);
        }
    }

    /// Looks once, unless another thread does that.
    void look() {
        if (selector != null && !isWatched) {
            select(selector, Deadline.after(java.time.Duration.ZERO));
        }
    }

    /// Waits in the thread of the caller.
    ///
    /// @return false if the deadline came first
    boolean await(BooleanSupplier isAnyReadable, Deadline deadline) throws InterruptedException {
        var own = java.util.Objects.requireNonNull(selector);
        while (!isAnyReadable.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for sockets");
            }
            if (deadline.isOver()) {
                return false;
            }
            select(own, deadline);
        }
        return true;
    }

    /// Has a thread wait that rings a bell, until this is closed.
    void ringWhenSelected(Doorbell bell) {
        var own = selector;
        if (own != null) {
            isWatched = true;
            Thread.startVirtualThread(
                    () -> {
                        try {
                            while (own.isOpen()) {
                                select(own, Deadline.never());
                                bell.ring();
                            }
                        } catch (ClosedSelectorException e) {
                            // nobody waits any more
                        }
                    });
        }
    }

    private static void select(Selector selector, Deadline deadline) {
        try {
            SocketWait.select(selector, deadline);
            for (var key : selector.selectedKeys()) {
                if (key.isValid() && key.attachment() instanceof Selected selected) {
                    selected.select();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for sockets: " + e.getMessage(), e);
        }
    }

    void close() {
        try {
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // its descriptors are gone all the same
        }
    }
}
