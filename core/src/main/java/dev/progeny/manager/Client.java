package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.Connection;
import dev.progeny.channel.QueueClosedException;
import dev.progeny.channel.SharedQueue;
import dev.progeny.codec.Codec;
import dev.progeny.codec.UnreadableException;
import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.os.Renewals;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// A server as this process sees it: connects to it when that is needed, keeps the leases.
final class Client implements AutoCloseable {
    static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static volatile Cleaner cleaner = Cleaner.create();
    private static volatile Map<UUID, Client> byManager = new ConcurrentHashMap<>();

    static {
        Renewals.add(Client::becomeFork);
    }

    private final UUID id = UUID.randomUUID();
    private final ManagerOptionsValue options;
    private final boolean isArrived;
    private final int generation = Renewals.generation();
    private final Map<Long, WeakReference<Lease>> leases = new ConcurrentHashMap<>();
    private final AtomicLong leaseCount = new AtomicLong();
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile Whereabouts whereabouts;
    private volatile @Nullable ClientSession session;
    private volatile boolean isClosed;
    private volatile String description;

    private Client(Whereabouts whereabouts, ManagerOptionsValue options, boolean isArrived) {
        this.whereabouts = whereabouts;
        this.options = options;
        this.isArrived = isArrived;
        description = whereabouts.toString();
    }

    /// A fork's connections and leases are its parent's. It makes its own.
    private static void becomeFork() {
        cleaner = Cleaner.create();
        byManager = new ConcurrentHashMap<>();
    }

    /// Tells when an object is not reachable any more.
    static void whenGone(Object object, Runnable action) {
        cleaner.register(object, action);
    }

    /// What keeps an object at the server: as long as it is reachable here.
    ///
    /// @param id of the object
    /// @param receipts how often a reference has come
    record Lease(long id, AtomicLong receipts) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /// A server that somebody's proxy speaks of.
    static Client of(Whereabouts server) {
        return byManager.computeIfAbsent(
                server.manager(), _ -> new Client(server, ManagerOptionsValue.DEFAULTS, true));
    }

    /// Connects to a server at an address.
    static Client connect(Whereabouts server, ManagerOptionsValue options) {
        var client = new Client(server, options, false);
        client.session();
        return client;
    }

    /// Begins with a connection that is there already.
    ///
    /// @param isAlive whether the other side still lives
    static Client over(
            Connection<Object> connection, ManagerOptionsValue options, BooleanSupplier isAlive) {
        var client = new Client(new Whereabouts(new UUID(0, 0), null, null, null), options, false);
        client.greet(connection, false, isAlive);
        return client;
    }

    ManagerOptionsValue options() {
        return options;
    }

    UUID id() {
        return id;
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    void whereabouts(Whereabouts changed) {
        whereabouts = changed;
    }

    /// The connection, made now if there is none.
    ///
    /// @throws ServerGoneException if there can be none
    ClientSession session() {
        Renewals.requireOwn(generation, description);
        var current = session;
        return current != null && current.isOpen() && !isClosed ? current : reopen();
    }

    /// One thread connects; those who need the connection wait for it, and can be interrupted.
    private ClientSession reopen() {
        try {
            connecting.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            return reopenUnderLock();
        } finally {
            connecting.unlock();
        }
    }

    private ClientSession reopenUnderLock() {
        var current = session;
        requireNotClosed();
        if (current != null && current.isOpen()) {
            return current;
        }
        if (current != null && options.used().reconnect().isZero()) {
            throw current.gone(current.reason());
        }
        var patience = Deadline.after(current == null ? Duration.ZERO : options.used().reconnect());
        while (true) {
            try {
                return open();
            } catch (ServerGoneException e) {
                if (patience.isOver()) {
                    throw e;
                }
                pause();
                requireNotClosed();
            }
        }
    }

    private void requireNotClosed() {
        if (isClosed) {
            throw new ServerGoneException(
                    "this manager was closed in this process: " + this + "; open another one");
        }
    }

    /// Between two tries, so that a server that is being started is found soon.
    private static void pause() {
        try {
            new java.util.concurrent.CountDownLatch(1)
                    .await(PAUSE.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CallInterruptedException interrupted() {
        Thread.currentThread().interrupt();
        return new CallInterruptedException("interrupted while connecting to a server");
    }

    private ClientSession open() {
        var door = whereabouts.door();
        if (door != null && door.isReachable()) {
            return knock(door);
        }
        var address = whereabouts.address();
        var key = whereabouts.key();
        if (address == null || key == null) {
            throw new ServerGoneException(
                    "the server has ended, or is of another family and has no address: "
                            + description
                            + "; have it listen, see Manager.address()");
        }
        try {
            Connection<Object> connection = Connection.connect(options::connection, address, key);
            return greet(connection, address instanceof Address.Tcp, () -> true);
        } catch (UncheckedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            throw new ServerGoneException("the server cannot be reached: " + e.getMessage(), e);
        }
    }

    private ClientSession knock(Whereabouts.Door door) {
        var pair = Connection.<Object>pair();
        try (var right = pair.right();
                var queue = queue(door)) {
            if (!queue.offer(right, HANDSHAKE)) {
                throw new ServerGoneException("the server does not let anybody in: " + this);
            }
            return greet(pair.left(), false, door::isServerAlive);
        } catch (QueueClosedException e) {
            pair.left().close();
            throw new ServerGoneException("the server was closed: " + this, e);
        } catch (InterruptedException e) {
            pair.left().close();
            throw interrupted();
        } catch (RuntimeException e) {
            pair.left().close();
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // a door is such a queue
    private SharedQueue<Connection<Object>> queue(Whereabouts.Door door) {
        try {
            var queue = Codec.java().decode(door.queue(), 0, door.queue().length);
            return (SharedQueue<Connection<Object>>) java.util.Objects.requireNonNull(queue);
        } catch (UnreadableException e) {
            throw new ServerGoneException("the server has ended: " + this, e);
        }
    }

    private ClientSession greet(
            Connection<Object> connection, boolean isFar, BooleanSupplier isAlive) {
        var opened = new ClientSession(this, connection, isFar);
        try {
            boolean returns = !options.used().reconnect().isZero();
            opened.greet(
                    new Message.Hello(
                            ManagerProtocol.VERSION, id, ProcessHandle.current().pid(), returns),
                    Deadline.after(HANDSHAKE),
                    isAlive);
        } catch (InterruptedException e) {
            opened.end(e);
            throw interrupted();
        } catch (RuntimeException e) {
            opened.end(e);
            throw e;
        }
        var told = opened.told();
        if (told != null) {
            boolean isByAddress = whereabouts.address() != null;
            whereabouts =
                    new Whereabouts(
                            told.manager(),
                            told.door(),
                            isByAddress ? whereabouts.address() : told.address(),
                            isByAddress ? whereabouts.key() : told.key());
            description = whereabouts.toString();
        }
        session = opened;
        if (isClosed) {
            opened.end(null);
        } else {
            byManager.putIfAbsent(opened.manager(), this);
        }
        return opened;
    }

    /// A proxy of an object of which the server has just sent a reference.
    Object received(ClientSession from, long target, Class<?> type) {
        return Proxies.make(type, new RemoteRef(this, type, from.manager(), lease(target)), null);
    }

    /// A proxy of an object of which somebody else has sent a proxy.
    Object proxyOf(long target, Class<?> type, @Nullable String name) {
        var ref = new RemoteRef(this, type, whereabouts.manager(), target, name);
        Thread.startVirtualThread(ref::claim);
        return Proxies.make(type, ref, null);
    }

    private Lease lease(long target) {
        var found = new Lease[1];
        leases.compute(
                target,
                (_, reference) -> {
                    var held = reference == null ? null : reference.get();
                    if (held != null) {
                        held.receipts().incrementAndGet();
                        found[0] = held;
                        return reference;
                    }
                    found[0] = begin(target);
                    return new WeakReference<>(found[0]);
                });
        return found[0];
    }

    private Lease begin(long target) {
        var receipts = new AtomicLong(1);
        var lease = new Lease(target, receipts);
        leaseCount.incrementAndGet();
        var self = new WeakReference<>(this);
        whenGone(lease, () -> Thread.startVirtualThread(() -> letGo(self.get(), target, receipts)));
        return lease;
    }

    private static void letGo(@Nullable Client client, long target, AtomicLong receipts) {
        if (client != null) {
            client.letGo(target, receipts.get());
        }
    }

    private void letGo(long target, long receipts) {
        leases.computeIfPresent(target, (_, found) -> found.get() == null ? null : found);
        var current = session;
        if (current != null && current.isOpen()) {
            current.trySend(new Message.Release(target, receipts));
        }
        if (leaseCount.decrementAndGet() == 0 && isArrived) {
            close();
        }
    }

    /// The session has ended: the next use finds out whether there can be another.
    void ended(ClientSession over) {
        if (options.used().reconnect().isZero()) {
            byManager.remove(over.manager(), this);
        }
    }

    /// Says goodbye, and ends all calls.
    @Override
    public void close() {
        isClosed = true;
        byManager.remove(whereabouts.manager(), this);
        var current = session;
        if (current != null) {
            current.sayGoodbye();
        }
    }

    @Override
    public String toString() {
        return "the manager at " + description;
    }
}
