package dev.progeny.manager;

import dev.progeny.channel.Connection;
import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.manager.ManagerProtocol.Side;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// The server's end of a connection to a client.
///
/// One thread receives, and makes short calls itself: to hand each over to another thread would
/// cost more than most calls take. If one waits for a millisecond after all, or runs for ten, the
/// [Watch] lets another thread receive from then on, and the next calls of that method get virtual
/// threads.
final class ServerSession extends Session {
    private final Server server;
    private final boolean isFar;
    private final String name;
    private volatile @Nullable Guest guest;
    private volatile boolean isBye;
    private volatile @Nullable Receiver receiver;
    private volatile long lastHeard = System.nanoTime();
    private volatile long calls;
    private long callsSeen;

    /// The thread that receives, and the call that it makes. Each has its own: one that was
    /// replaced, and still is in its call, must not be taken for its successor.
    private final class Receiver {
        final Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);

        /// When the call began; 0 while there is none.
        volatile long began;

        volatile Methods.@Nullable Remote method;

        private void run() {
            try {
                boolean isOn = true;
                while (isOn) {
                    isOn = receive(Deadline.never()) && receiver == this;
                }
            } catch (InterruptedException e) {
                end(e);
            }
        }

        boolean isStuck(long now) {
            long since = began;
            if (since == 0) {
                return false;
            }
            boolean runs = thread.getState() == Thread.State.RUNNABLE;
            return now - since > (runs ? Watch.RUN_NANOS : Watch.SHORT_NANOS);
        }
    }

    /// @param isFar whether only messages show that the client lives
    ServerSession(Server server, Connection<Object> connection, boolean isFar, String name) {
        super(
                connection,
                server.options().filter(),
                Side.AWAITS_HELLO,
                server.options().mostCalls());
        this.server = server;
        this.isFar = isFar;
        this.name = name;
    }

    void start() {
        var first = new Receiver();
        receiver = first;
        first.thread.start();
    }

    /// Lets another thread receive.
    private synchronized void handOver(Receiver from) {
        if (receiver == from && isOpen()) {
            start();
        }
    }

    /// Looks whether the receiving thread is stuck in a call, or the client has been silent.
    ///
    /// @return whether calls have come since the last look
    boolean look(long now) {
        var current = receiver;
        if (current != null && current.isStuck(now)) {
            var method = current.method;
            if (method != null) {
                method.wasSlow();
            }
            handOver(current);
        }
        if (isFar && now - lastHeard > silence()) {
            end(new IllegalStateException("no sign of life from the client"));
        }
        boolean isBusy = calls != callsSeen;
        callsSeen = calls;
        return isBusy;
    }

    /// How long the client may be silent: while it introduces itself, as long as it may take.
    private long silence() {
        long lease = server.options().lease().toNanos();
        return guest == null ? Math.max(lease, Client.HANDSHAKE.toNanos()) : lease;
    }

    boolean isCallRunning() {
        var current = receiver;
        return current != null && current.began != 0;
    }

    @Override
    void heard() {
        if (isFar) {
            lastHeard = System.nanoTime();
        }
    }

    /// The receiver that this thread is; null if it is none, or was replaced.
    private @Nullable Receiver own() {
        var current = receiver;
        return current != null && current.thread == Thread.currentThread() ? current : null;
    }

    @Override
    boolean mayRunHere() {
        return own() != null;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the receiving thread counts
    void runHere(Methods.Remote method, Runnable call) {
        var own = Objects.requireNonNull(own(), "only the receiving thread makes calls");
        own.method = method;
        own.began = System.nanoTime() | 1;
        calls++;
        server.watch().wake();
        try {
            call.run();
        } finally {
            own.began = 0;
        }
    }

    @Override
    void await(Pending pending, Deadline deadline) throws InterruptedException {
        var own = own();
        if (own != null) {
            handOver(own);
        }
        while (!pending.isDone() && !deadline.isOver()) {
            pending.await(deadline);
        }
    }

    @Override
    void needReceiver() {} // there always is one

    @Override
    void greeted(Message greeting) {
        if (greeting instanceof Message.Hello hello) {
            server.greet(this, hello);
        }
    }

    /// The client is let in; before it is told, since it may be the last that it is told.
    void serves(Guest known) {
        guest = known;
    }

    @Override
    @Nullable Entry find(long target) {
        return server.home().find(target);
    }

    @Override
    void given(Entry entry) {
        server.home().given(entry, guest());
    }

    @Override
    void released(long target, long count) {
        var entry = find(target);
        if (entry != null) {
            entry.released(guest(), count);
        }
    }

    @Override
    Entry export(Object object, Class<?> type) {
        return server.home().add(object, type);
    }

    @Override
    Object proxyOf(long target, Class<?> type) {
        var back = new SessionTarget(this, target);
        Client.whenGone(back, () -> Thread.startVirtualThread(() -> letGo(target)));
        return Proxies.make(type, back, null);
    }

    private void letGo(long target) {
        if (isOpen()) {
            trySend(new Message.Release(target, 1));
        }
    }

    @Override
    void reserve(int byteSize) {
        server.reserve(byteSize);
    }

    @Override
    void unreserve(int byteSize) {
        server.unreserve(byteSize);
    }

    @Override
    Guest guest() {
        return Objects.requireNonNull(guest, "no call comes before HELLO");
    }

    @Override
    Exporter exporter() {
        return server.home();
    }

    /// The client says that it will not come back.
    @Override
    void leaves() {
        isBye = true;
    }

    @Override
    void ended() {
        server.ended(this, guest, isBye);
    }

    @Override
    RuntimeException gone(@Nullable Throwable cause) {
        return new ServerGoneException(
                "the client has gone: " + guest + "; nothing can be called back there", cause);
    }
}
