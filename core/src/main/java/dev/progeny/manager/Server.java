package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.Connection;
import dev.progeny.channel.ConnectionClosedException;
import dev.progeny.channel.Listener;
import dev.progeny.channel.QueueClosedException;
import dev.progeny.channel.SharedQueue;
import dev.progeny.codec.Codec;
import dev.progeny.codec.UnreadableException;
import dev.progeny.family.Family;
import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.os.OsException;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Holds objects and serves clients: relatives, who leave an end of a pair at its door, and
/// strangers, who connect to its listener.
final class Server implements AutoCloseable, Home.Doors {
    private static final System.Logger LOG = System.getLogger("dev.progeny.manager");
    private static final int DOOR_PLACES = 1024;
    private static final int DOOR_BYTES = 1 << 20;
    private static final AtomicLong LAST_SESSION = new AtomicLong();

    private final ManagerOptionsValue options;
    private final Home home;
    private final Watch watch = new Watch(this);
    private final Set<ServerSession> sessions = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Presence> presences = new ConcurrentHashMap<>();
    private final AtomicLong bytesInFlight = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final @Nullable SharedQueue<Connection<Object>> door;
    private @Nullable Listener listener;
    private volatile Whereabouts whereabouts;
    private volatile boolean isClosed;

    /// A guest, and where it is.
    ///
    /// @param session where it is served; null while its connection is broken
    /// @param returns whether it means to come back
    /// @param since when its connection broke
    private record Presence(
            Guest guest, @Nullable ServerSession session, boolean returns, long since) {}

    private Server(ManagerOptionsValue options) {
        this.options = options;
        door = door();
        home = new Home(options, this);
        whereabouts = new Whereabouts(home.id(), door == null ? null : doorOf(door), null, null);
    }

    /// Starts one.
    ///
    /// @param options with an address where strangers are to be served too
    static Server start(ManagerOptionsValue options) {
        var server = new Server(options);
        try {
            server.open();
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static @Nullable SharedQueue<Connection<Object>> door() {
        try {
            return SharedQueue.create(DOOR_PLACES, DOOR_BYTES);
        } catch (OsException e) {
            LOG.log(System.Logger.Level.DEBUG, "no shared memory: relatives connect too", e);
            return null;
        }
    }

    private static Whereabouts.Door doorOf(SharedQueue<Connection<Object>> queue) {
        var self = ProcessHandle.current();
        byte[] handle = Codec.java().encode(queue);
        receive(handle);
        return new Whereabouts.Door(
                Family.address(), handle, self.pid(), Whereabouts.Door.startOf(self));
    }

    /// So that the queue is not kept for somebody who may never come to receive it: it goes with
    /// this server, however that ends.
    private static void receive(byte[] handle) {
        if (Codec.java().decode(handle, 0, handle.length) instanceof SharedQueue<?> received) {
            received.close();
        }
    }

    private void open() {
        var initializer = options.initializer();
        if (initializer != null) {
            initializer.run();
        }
        home.open();
        daemon("progeny-manager-watch", watch::run);
        if (door != null) {
            daemon("progeny-manager-door", () -> letIn(door));
        }
        if (options.address() != null) {
            listen();
        }
    }

    private static void daemon(String name, Runnable run) {
        Thread.ofPlatform().daemon().name(name).start(run);
    }

    @Override
    public synchronized Whereabouts listen() {
        if (listener == null) {
            var asked = options.address();
            var given = options.key();
            var key = given == null ? AuthKey.random() : given;
            var address = asked == null ? Address.Tcp.loopback() : asked;
            var bound = Listener.bind(options::connection, address, key);
            listener = bound;
            whereabouts = new Whereabouts(home.id(), whereabouts.door(), bound.address(), key);
            daemon("progeny-manager-listener", () -> accept(bound));
        }
        return whereabouts;
    }

    private void letIn(SharedQueue<Connection<Object>> queue) {
        while (!isClosed) {
            try {
                serve(queue.take(), false);
            } catch (QueueClosedException | InterruptedException e) {
                return;
            } catch (UnreadableException e) {
                LOG.log(System.Logger.Level.DEBUG, "a relative died at the door", e);
            }
        }
    }

    private void accept(Listener bound) {
        boolean isFar = bound.address() instanceof Address.Tcp;
        while (!isClosed) {
            try {
                serve(bound.accept(), isFar);
            } catch (ConnectionClosedException | InterruptedException e) {
                return;
            }
        }
    }

    /// Serves a client.
    ///
    /// @param isFar whether only messages show that it lives
    void serve(Connection<Object> connection, boolean isFar) {
        String name = "progeny-manager-client-" + LAST_SESSION.incrementAndGet();
        var session = new ServerSession(this, connection, isFar, name);
        sessions.add(session);
        session.start();
        if (isClosed) {
            session.end(null);
        }
    }

    /// A client has said who it is. It may have gone since.
    void greet(ServerSession session, Message.Hello hello) {
        String refusal = refusal(hello);
        if (refusal != null) {
            session.trySend(new Message.Refused(refusal));
            session.end(new IllegalStateException(refusal));
            return;
        }
        var former = new AtomicReference<@Nullable ServerSession>();
        presences.compute( // in one step, or sweep() could give up one who has just come back
                hello.client(),
                (id, known) -> {
                    former.set(known == null ? null : known.session);
                    var guest = known == null ? new Guest(id, hello.pid()) : known.guest;
                    session.serves(guest);
                    return new Presence(guest, session, hello.returns(), 0);
                });
        if (!session.isOpen()) { // whichever comes later, this or end(), finds it there
            ended(session, session.guest(), false);
        }
        var replaced = former.get();
        if (replaced != null) {
            replaced.end(new IllegalStateException("the client has connected again"));
        }
        session.mostBytes(options.messageLimit());
        session.trySend(
                new Message.Welcome(
                        home.id(),
                        options.lease().toMillis(),
                        options.messageLimit(),
                        new Payload(Codec.java().encode(whereabouts), 0)));
    }

    private @Nullable String refusal(Message.Hello hello) {
        if (hello.version() != ManagerProtocol.VERSION) {
            return "the server speaks version "
                    + ManagerProtocol.VERSION
                    + " of the protocol, not "
                    + hello.version()
                    + "; use the same version of Progeny on both sides";
        }
        return presences.size() < options.mostClients() || presences.containsKey(hello.client())
                ? null
                : "the server has as many clients as it takes: most="
                        + options.mostClients()
                        + "; close some, or raise ManagerOptions.withClients";
    }

    /// A connection is over; its client is gone unless it means to come back.
    void ended(ServerSession session, @Nullable Guest guest, boolean isBye) {
        sessions.remove(session);
        if (guest == null) {
            return;
        }
        presences.computeIfPresent(
                guest.id(),
                (_, presence) -> {
                    if (presence.session != session) {
                        return presence;
                    }
                    if (presence.returns && !isBye && !isClosed) {
                        return new Presence(guest, null, true, System.nanoTime());
                    }
                    guest.leave();
                    Thread.startVirtualThread(() -> home.gone(guest));
                    return null;
                });
    }

    /// Ends leases that are over, and gives up those who did not come back.
    void sweep(long now) {
        for (var presence : List.copyOf(presences.values())) {
            boolean isOver = now - presence.since > options.lease().toNanos();
            if (presence.session == null
                    && isOver
                    && presences.remove(presence.guest.id(), presence)) {
                home.gone(presence.guest);
            }
        }
        home.sweep(now);
    }

    void reserve(int byteSize) {
        if (bytesInFlight.addAndGet(byteSize) > options.mostBytesInFlight()) {
            bytesInFlight.addAndGet(-byteSize);
            throw new CallRefusedException(
                    "the arguments of all calls in flight are too long: most="
                            + options.mostBytesInFlight()
                            + "; wait for some, or raise ManagerOptions.withBytesInFlight");
        }
    }

    void unreserve(int byteSize) {
        bytesInFlight.addAndGet(-byteSize);
    }

    ManagerOptionsValue options() {
        return options;
    }

    Home home() {
        return home;
    }

    Watch watch() {
        return watch;
    }

    Collection<ServerSession> sessions() {
        return sessions;
    }

    boolean isAnyCallRunning() {
        for (var session : sessions) {
            if (session.isCallRunning()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Whereabouts whereabouts() {
        return whereabouts;
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    /// Waits until a client asks the server to end.
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /// Waits for some time, as [#awaitStop].
    boolean awaitStop(Duration timeout) throws InterruptedException {
        return stopped.await(Deadline.after(timeout).nanosLeft(), TimeUnit.NANOSECONDS);
    }

    /// Ends all sessions and lets go of all objects. Calls that run are interrupted and not waited
    /// for. The second time does nothing.
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        stopped.countDown();
        var bound = listener;
        if (bound != null) {
            bound.close();
        }
        if (door != null) {
            door.shutdown();
        }
        for (var session : sessions) {
            session.end(null);
        }
        if (door != null) {
            door.close();
        }
        watch.end();
        home.close();
    }
}
