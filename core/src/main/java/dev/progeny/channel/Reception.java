package dev.progeny.channel;

import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/// The thread of a listener: takes strangers in and speaks with all of them at the same time, with
/// one selector and without ever waiting for one of them.
///
/// Strangers stand in a queue by the time of their coming, so the first one is the next whose time
/// is over, and the one to go when there are too many.
final class Reception implements Runnable {
    private static final System.Logger LOG = System.getLogger("dev.progeny.channel");
    private static final AtomicInteger COUNT = new AtomicInteger();

    /// How long to take nobody in after the system had no descriptor left.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel server;
    private final Address address;
    private final @Nullable Object socketKey;
    private final AuthKey key;
    private final ConnectionOptionsValue options;
    private final Arrivals arrivals;
    private final Selector selector;
    private final SelectionKey door;
    private final Thread thread;
    private final SecureRandom random = new SecureRandom();
    private final Queue<Stranger> strangers = new ArrayDeque<>();
    private Deadline pause = Deadline.after(Duration.ZERO);
    private volatile boolean isClosed;

    /// One who has not proven to have the key.
    private record Stranger(Wire wire, SelectionKey key, Introduction introduction, Deadline end) {
        SocketChannel channel() {
            return wire.channel();
        }
    }

    Reception(
            ServerSocketChannel server,
            Address address,
            AuthKey key,
            ConnectionOptionsValue options,
            Arrivals arrivals)
            throws IOException {
        this.server = server;
        this.address = address;
        this.key = key;
        this.options = options;
        this.arrivals = arrivals;
        socketKey = address instanceof Address.Local(var path) ? LocalSocket.keyOf(path) : null;
        selector = Selector.open();
        door = server.register(selector, 0);
        thread =
                Thread.ofPlatform()
                        .name("progeny-listener-" + COUNT.incrementAndGet())
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .unstarted(this);
        thread.setContextClassLoader(null);
    }

    void start() {
        thread.start();
    }

    void wakeUp() {
        selector.wakeup();
    }

    @Override
    public void run() {
        try {
            while (!isClosed) {
                turn();
            }
        } finally {
            strangers.forEach(stranger -> SocketCarrier.close(stranger.channel()));
            leave();
        }
    }

    /// Whatever a stranger has caused, the others are served.
    private void turn() {
        try {
            boolean isOpen = pause.isOver() && arrivals.count() < options.backlog();
            door.interestOps(isOpen ? SelectionKey.OP_ACCEPT : 0);
            SocketWait.select(selector, nextEnd());
            for (var ready : List.copyOf(selector.selectedKeys())) {
                if (ready == door) {
                    takeIn();
                } else if (ready.attachment() instanceof Stranger stranger) {
                    advance(stranger);
                }
            }
            dropLate();
        } catch (IOException | RuntimeException | Error e) {
            if (!isClosed) {
                LOG.log(System.Logger.Level.WARNING, "a listener has trouble, and goes on", e);
                pause = Deadline.after(PAUSE);
            }
        }
    }

    private Deadline nextEnd() {
        var first = strangers.peek();
        if (!pause.isOver()) {
            return pause;
        }
        return first == null ? Deadline.never() : first.end;
    }

    private void takeIn() {
        SocketChannel channel = null;
        try {
            channel = server.accept();
            if (channel != null) {
                Sockets.prepare(channel);
                greet(channel);
            }
        } catch (IOException | RuntimeException e) {
            if (channel == null) {
                LOG.log(System.Logger.Level.WARNING, "cannot take a connection in: " + e);
                pause = Deadline.after(PAUSE);
                dropOldest("there are no descriptors left");
            } else {
                SocketCarrier.close(channel);
            }
        }
    }

    private void greet(SocketChannel channel) throws IOException {
        if (strangers.size() >= options.pendingStrangers()) {
            dropOldest("too many others came");
        }
        var wire = Sockets.wire(channel, options.tls());
        var introduction = new Introduction(wire, Handshake.ofListener(key, random));
        var registered = channel.register(selector, 0);
        var stranger =
                new Stranger(
                        wire, registered, introduction, Deadline.after(options.handshakeTimeout()));
        registered.attach(stranger);
        strangers.add(stranger);
        advance(stranger);
    }

    private void advance(Stranger stranger) {
        try {
            int next = stranger.introduction.advance();
            if (next != 0) {
                stranger.key.interestOps(next);
            } else if (stranger.introduction.isAuthenticated()) {
                letIn(stranger);
            } else {
                drop(stranger, stranger.introduction.refusal());
            }
        } catch (CancelledKeyException e) {
            strangers.remove(stranger); // dropped a moment ago
        } catch (IOException | RuntimeException e) {
            drop(stranger, String.valueOf(e.getMessage()));
        }
    }

    private void letIn(Stranger stranger) throws IOException {
        strangers.remove(stranger);
        stranger.key.cancel();
        selector.selectNow(); // forgets the key: a channel that has one is not really closed
        var carrier = new SocketCarrier(stranger.wire, "a client of " + address);
        if (!arrivals.add(carrier)) {
            carrier.close();
        }
    }

    private void dropOldest(String reason) {
        var oldest = strangers.peek();
        if (oldest != null) {
            drop(oldest, reason);
        }
    }

    private void dropLate() {
        for (var first = strangers.peek();
                first != null && first.end.isOver();
                first = strangers.peek()) {
            drop(first, "it took too long");
        }
    }

    private void drop(Stranger stranger, String reason) {
        strangers.remove(stranger);
        SocketCarrier.close(stranger.channel());
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "dropped a stranger: listener=" + address + ", reason=" + reason);
    }

    private void leave() {
        SocketCarrier.close(server);
        try {
            selector.close();
            if (socketKey != null && address instanceof Address.Local(var path)) {
                LocalSocket.remove(path, socketKey);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "something of a listener may be left", e);
        }
    }

    /// Ends the thread and waits for that, so that the address is free then.
    void close() {
        isClosed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
