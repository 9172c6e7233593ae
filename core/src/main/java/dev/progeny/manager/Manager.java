package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.Connection;
import dev.progeny.manager.DirectoryCalls.Kind;
import dev.progeny.pool.PoolOptions;
import dev.progeny.process.ChildProcess;
import dev.progeny.task.RemoteSupplier;
import dev.progeny.task.RemoteUnaryOperator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Objects that live in another process, and the way to them.
///
///     try (var manager = Manager.start()) {
///         RemoteMap<String, Integer> counts = manager.map();
///         counts.merge("a", 1, Integer::sum);               // one atomic call
///         ChildProcess.start(() -> counts.merge("a", 1, Integer::sum)).join();
///     }
///
/// There are three ways to one: [#start] has a server in a child, for this family of processes;
/// [#serve] makes this process the server; [#connect] goes to a server that is there. The rest is
/// the same for all. Proxies travel to other processes by themselves; a manager does not.
///
/// What the package promises about calls, deaths and leases is said in
/// [its description][dev.progeny.manager].
///
/// **Errors of each call:** [ServerGoneException], [ObjectGoneException], [CallTimeoutException],
/// [CallInterruptedException], [CallRefusedException], and what the object's method throws, with
/// its own type and the frames of both processes. Arguments that cannot travel are an
/// [dev.progeny.codec.UnsendableException] before anything is sent.
///
/// **Threads.** Safe for use by all.
public final class Manager implements AutoCloseable {
    private final Client client;
    private final ManagerOptionsValue options;
    private final @Nullable Server server;
    private final @Nullable ChildProcess<Void> child;

    private Manager(
            Client client,
            ManagerOptionsValue options,
            @Nullable Server server,
            @Nullable ChildProcess<Void> child) {
        this.client = client;
        this.options = options;
        this.server = server;
        this.child = child;
    }

    /// Starts a server in a child process, for this process and its relatives. It ends with this
    /// process.
    ///
    /// @return the manager; closing it ends the server
    /// @throws dev.progeny.process.StartException if no process can be started
    /// @throws ServerGoneException if it dies at the start
    public static Manager start() {
        return start(UnaryOperator.identity());
    }

    /// Starts a server with options; otherwise like [#start()].
    ///
    /// @param options applied to the defaults
    /// @return the manager
    public static Manager start(UnaryOperator<ManagerOptions> options) {
        var chosen = ManagerOptionsValue.of(options);
        var pair = Connection.<Object>pair();
        var task = new ServerTask(chosen.served(), pair.right());
        var child =
                ChildProcess.start(
                        o ->
                                chosen.used()
                                        .launch()
                                        .apply(o.withDaemon(true))
                                        .withStopGrace(chosen.used().stopGrace()),
                        task);
        try {
            var client = Client.over(pair.left(), chosen, () -> !child.result().isDone());
            pair.right().close();
            return new Manager(client, chosen, null, child);
        } catch (RuntimeException e) {
            pair.close();
            child.close();
            throw ServerTask.failure(child, e);
        }
    }

    /// Makes this process a server, for all who have the key.
    ///
    /// @param address where, see [dev.progeny.channel.Listener#bind]; port 0 takes a free one
    /// @param key what clients must have
    /// @return the manager; closing it ends the serving
    /// @throws java.io.UncheckedIOException if somebody listens there, or it cannot be
    public static Manager serve(Address address, AuthKey key) {
        return serve(UnaryOperator.identity(), address, key);
    }

    /// Serves with options; otherwise like [#serve(Address, AuthKey)].
    ///
    /// @param options applied to the defaults
    /// @param address as there
    /// @param key as there
    /// @return the manager
    public static Manager serve(
            UnaryOperator<ManagerOptions> options, Address address, AuthKey key) {
        var chosen =
                (ManagerOptionsValue) ManagerOptionsValue.of(options).withAddress(address, key);
        var server = Server.start(chosen);
        try {
            return new Manager(Client.connect(server.whereabouts(), chosen), chosen, server, null);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /// Connects to a server.
    ///
    /// @param address where it is
    /// @param key what it asks for
    /// @return the manager; closing it ends this client only
    /// @throws ServerGoneException if it cannot be reached
    /// @throws CallRefusedException if it has as many clients as it takes
    /// @throws dev.progeny.channel.AuthenticationException if the keys differ
    public static Manager connect(Address address, AuthKey key) {
        return connect(UnaryOperator.identity(), address, key);
    }

    /// Connects with options; otherwise like [#connect(Address, AuthKey)].
    ///
    /// @param options applied to the defaults
    /// @param address as there
    /// @param key as there
    /// @return the manager
    public static Manager connect(
            UnaryOperator<ManagerOptions> options, Address address, AuthKey key) {
        var chosen = ManagerOptionsValue.of(options);
        var server = new Whereabouts(new UUID(0, 0), null, address, key);
        return new Manager(Client.connect(server, chosen), chosen, null, null);
    }

    /// Where strangers connect to the server. One that was started for its family only listens from
    /// now on, at a free port of this machine.
    ///
    /// @return the address
    public Address address() {
        return Objects.requireNonNull(listening().address());
    }

    /// What strangers need to be let in; see [#address].
    ///
    /// @return the key
    public AuthKey key() {
        return Objects.requireNonNull(listening().key());
    }

    private Whereabouts listening() {
        var known = client.whereabouts();
        if (known.address() == null) {
            known = directory().listen();
            client.whereabouts(known);
        }
        return known;
    }

    private DirectoryCalls directory() {
        return client.session().directory();
    }

    /// Makes an object of an interface of yours at the server.
    ///
    /// Its methods are called through the proxy: arguments and results by value, or by reference
    /// where [ByReference] says so; exceptions with their types; a method that returns a
    /// [java.util.stream.Stream] is read in batches; one that returns a
    /// [java.util.concurrent.CompletableFuture] does not block. The object has to be safe for use
    /// by several threads.
    ///
    /// @param type the interface; only its methods can be called
    /// @param factory makes the object, at the server
    /// @param <T> the interface
    /// @return a proxy
    public <T> T create(Class<T> type, RemoteSupplier<? extends T> factory) {
        Methods.of(type);
        return type.cast(calling(() -> directory().create(type.getName(), factory)));
    }

    /// Makes an object and gives it a name, by which [#lookup] finds it; it stays until
    /// [#unbind].
    ///
    /// @param name the name
    /// @param type as in [#create]
    /// @param factory as in [#create]; not run if the name is taken
    /// @param <T> the interface
    /// @throws IllegalStateException if the name is taken
    public <T> void bind(String name, Class<T> type, RemoteSupplier<? extends T> factory) {
        Methods.of(type);
        requireFree(name, calling(() -> directory().bind(name, type.getName(), factory)));
    }

    /// Gives an object of this manager a name.
    ///
    /// @param name the name
    /// @param proxy what a method of this manager returned
    /// @throws IllegalStateException if the name is taken
    public void bind(String name, Object proxy) {
        requireFree(name, directory().bindProxy(name, proxy));
    }

    private static void requireFree(String name, boolean isBound) {
        if (!isBound) {
            throw new IllegalStateException(
                    "the name is taken: name=" + name + "; choose another one, or unbind it");
        }
    }

    /// Takes a name away; the object stays for as long as somebody has a lease on it.
    ///
    /// @param name the name
    /// @return whether there was such a name
    public boolean unbind(String name) {
        return directory().unbind(name);
    }

    /// Finds an object by its name. Where [ManagerOptions#withReconnect] is on, the proxy finds it
    /// again after the server was started anew and the name was bound there.
    ///
    /// @param name the name
    /// @param type the interface that it was bound with, or one that that extends; for our own
    ///     types what the manager's method returns, such as [RemoteMap]
    /// @param <T> the interface
    /// @return a proxy
    /// @throws NoSuchElementException if there is no such name
    /// @throws CallRefusedException if it has another interface
    public <T> T lookup(String name, Class<T> type) {
        var found = directory().lookup(name, type.getName());
        if (found == null) {
            throw new NoSuchElementException(
                    "no object has this name: name=" + name + ", manager=" + client);
        }
        return type.cast(Proxies.named(found, name));
    }

    /// The names that are bound.
    ///
    /// @return in no particular order
    public List<String> names() {
        return directory().names();
    }

    /// How many objects the server has.
    ///
    /// @return those that have a name, or on which somebody has a lease
    public int size() {
        return directory().size();
    }

    /// The same object through another proxy, whose calls fail with [CallTimeoutException] if their
    /// answers take longer; the server is told to give them up.
    ///
    /// @param timeout the longest wait for each call; zero or less is over at once
    /// @param proxy of a managed object
    /// @param <T> its type
    /// @return another proxy
    @SuppressWarnings("unchecked") // the same interface
    public static <T> T within(Duration timeout, T proxy) {
        return (T) Proxies.within(proxy, timeout);
    }

    /// Makes a map.
    ///
    /// @param <K> type of the keys
    /// @param <V> type of the values
    /// @return an empty one
    @SuppressWarnings("unchecked") // it is empty
    public <K, V> RemoteMap<K, V> map() {
        return (RemoteMap<K, V>) make(Kind.MAP, null);
    }

    /// Makes a list.
    ///
    /// @param <E> type of the elements
    /// @return an empty one
    @SuppressWarnings("unchecked") // it is empty
    public <E> RemoteList<E> list() {
        return (RemoteList<E>) make(Kind.LIST, null);
    }

    /// Makes a set.
    ///
    /// @param <E> type of the elements
    /// @return an empty one
    @SuppressWarnings("unchecked") // it is empty
    public <E> RemoteSet<E> set() {
        return (RemoteSet<E>) make(Kind.SET, null);
    }

    /// Makes a queue.
    ///
    /// @param capacity how many elements it holds, at least 1
    /// @param <E> type of the elements
    /// @return an empty one
    @SuppressWarnings("unchecked") // it is empty
    public <E> RemoteQueue<E> queue(int capacity) {
        return (RemoteQueue<E>) make(Kind.QUEUE, capacity);
    }

    /// Makes a value.
    ///
    /// @param initial what it is at first
    /// @param <T> its type
    /// @return the value
    @SuppressWarnings("unchecked") // it is what was given
    public <T> RemoteValue<T> value(T initial) {
        return (RemoteValue<T>) make(Kind.VALUE, initial);
    }

    /// Makes an array.
    ///
    /// @param length how many elements it has
    /// @param <E> type of the elements
    /// @return one of nulls
    @SuppressWarnings("unchecked") // it is empty
    public <E> RemoteArray<E> array(int length) {
        return (RemoteArray<E>) make(Kind.ARRAY, length);
    }

    /// Makes a namespace.
    ///
    /// @return an empty one
    public RemoteNamespace namespace() {
        return (RemoteNamespace) make(Kind.NAMESPACE, null);
    }

    /// Makes a reentrant lock.
    ///
    /// @return a free one
    public RemoteLock lock() {
        return (RemoteLock) make(Kind.LOCK, null);
    }

    /// Makes a condition with a lock of its own.
    ///
    /// @return the condition; [RemoteCondition#lock] is its lock
    public RemoteCondition condition() {
        return lock().newCondition();
    }

    /// Makes a semaphore.
    ///
    /// @param permits at the start, at least 0
    /// @return the semaphore
    public RemoteSemaphore semaphore(int permits) {
        return (RemoteSemaphore) make(Kind.SEMAPHORE, notNegative(permits));
    }

    /// Makes a semaphore that never has more permits than at the start.
    ///
    /// @param permits at the start, at least 0
    /// @return the semaphore
    public RemoteSemaphore boundedSemaphore(int permits) {
        return (RemoteSemaphore) make(Kind.SEMAPHORE, ~notNegative(permits));
    }

    private static int notNegative(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "a semaphore has no fewer permits than none: permits=" + permits);
        }
        return permits;
    }

    /// Makes an event.
    ///
    /// @return one that is not set
    public RemoteEvent event() {
        return (RemoteEvent) make(Kind.EVENT, null);
    }

    /// Makes a barrier.
    ///
    /// @param parties how many make a round, at least 1
    /// @return the barrier
    public RemoteBarrier barrier(int parties) {
        return (RemoteBarrier) make(Kind.BARRIER, parties);
    }

    /// Opens a pool of workers that are children of the server.
    ///
    /// @param workers how many, one or more
    /// @return the pool
    /// @throws CallRefusedException if the server's filter is a `ClassFilter.only(…)`
    /// @throws dev.progeny.process.StartException if the server can start none
    public RemotePool pool(int workers) {
        return pool(options -> options.withWorkers(workers));
    }

    /// Opens a pool with options.
    ///
    /// @param options applied to the defaults, at the server
    /// @return the pool
    /// @throws dev.progeny.process.StartException if the server can start none
    public RemotePool pool(RemoteUnaryOperator<PoolOptions> options) {
        return (RemotePool) make(Kind.POOL, Objects.requireNonNull(options, "options"));
    }

    private Object make(Kind kind, @Nullable Object argument) {
        return directory().make(kind, argument);
    }

    /// Work that may throw what the user's factory throws.
    @FunctionalInterface
    private interface Calling<T> {
        T call() throws Exception;
    }

    private static <T> T calling(Calling<T> calling) {
        try {
            return calling.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new java.util.concurrent.CompletionException(e);
        }
    }

    /// Ends this use of the server, and the server itself where [#start] or [#serve] made it: calls
    /// in flight fail with [ServerGoneException]. A server in a child has
    /// [ManagerOptions#withStopGrace] to leave by itself; then it is killed. The second time does
    /// nothing.
    @Override
    public void close() {
        if (child != null && child.isAlive()) {
            askToStop();
        }
        client.close();
        if (server != null) {
            server.close();
        }
        if (child != null) {
            ServerTask.end(child, options.used().stopGrace());
        }
    }

    private void askToStop() {
        try {
            within(options.used().stopGrace(), directory()).stop();
        } catch (RuntimeException e) {
            // it has gone, or does not answer: then it is killed
        }
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
