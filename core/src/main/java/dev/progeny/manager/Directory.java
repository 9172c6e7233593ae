package dev.progeny.manager;

import dev.progeny.pool.PoolOptions;
import dev.progeny.task.RemoteSupplier;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// Makes, names and finds the objects of a server.
final class Directory implements DirectoryCalls {
    private final Home home;
    private final Home.Doors doors;
    private final Map<String, Entry> bound = new ConcurrentHashMap<>();

    Directory(Home home, Home.Doors doors) {
        this.home = home;
        this.doors = doors;
    }

    @Override
    public Object make(Kind kind, @Nullable Object argument) {
        return switch (kind) {
            case MAP -> add(new MapObject(), MapCalls.class);
            case LIST -> add(new ListObject(), ListCalls.class);
            case SET -> add(new SetObject(), SetCalls.class);
            case QUEUE -> add(new QueueObject(number(argument)), QueueCalls.class);
            case VALUE -> add(new ValueObject(argument), ValueCalls.class);
            case NAMESPACE -> add(new NamespaceObject(), NamespaceCalls.class);
            case ARRAY -> add(new ArrayObject(number(argument)), ArrayCalls.class);
            case LOCK -> add(new LockObject(), LockCalls.class);
            case SEMAPHORE -> add(SemaphoreObject.of(number(argument)), SemaphoreCalls.class);
            case EVENT -> add(new EventObject(), EventCalls.class);
            case BARRIER -> add(new BarrierObject(number(argument)), BarrierCalls.class);
            case POOL -> pool(options(argument));
        };
    }

    private static int number(@Nullable Object argument) {
        return (Integer) Objects.requireNonNull(argument);
    }

    @SuppressWarnings("unchecked") // Manager.pool sends no other
    private static UnaryOperator<PoolOptions> options(@Nullable Object argument) {
        return (UnaryOperator<PoolOptions>) Objects.requireNonNull(argument);
    }

    /// Workers run functions of clients, and take memory of the machine: a server that takes values
    /// only has none.
    private Object pool(UnaryOperator<PoolOptions> options) {
        if (!home.filter().isForApplication()) {
            throw new CallRefusedException(
                    "this server opens no pools, since its filter lets pass only classes that are"
                            + " named; use ClassFilter.standard() or allowing(…) there");
        }
        var pool = new PoolObject(options);
        try {
            return add(pool, PoolCalls.class);
        } catch (CallRefusedException e) {
            pool.end();
            throw e;
        }
    }

    private Object add(Object object, Class<?> type) {
        return home.add(object, type).local();
    }

    @Override
    public Object create(String type, RemoteSupplier<?> factory) throws Exception {
        return made(type, factory).local();
    }

    private Entry made(String typeName, RemoteSupplier<?> factory) throws Exception {
        var type = type(typeName);
        Object object = factory.get();
        if (!type.isInstance(object)) {
            throw new CallRefusedException(
                    "the factory made something else: type="
                            + typeName
                            + ", made="
                            + (object == null ? null : object.getClass().getName())
                            + "; it has to return an object of the interface");
        }
        return home.add(object, type);
    }

    private static Class<?> type(String name) {
        try {
            var loader = Thread.currentThread().getContextClassLoader();
            var own = Directory.class.getClassLoader();
            var type = Class.forName(name, false, loader == null ? own : loader);
            return Methods.of(type).type();
        } catch (ClassNotFoundException e) {
            throw new CallRefusedException(
                    "the interface is missing at the server: type="
                            + name
                            + "; add it to its class path",
                    e);
        }
    }

    @Override
    public boolean bind(String name, String type, RemoteSupplier<?> factory) throws Exception {
        return !bound.containsKey(name) && bind(name, made(type, factory));
    }

    @Override
    public boolean bindProxy(String name, Object proxy) {
        var calls = proxy instanceof View view ? view.calls() : proxy;
        if (Proxies.target(calls) instanceof LocalTarget(var entry)) {
            return bind(name, entry);
        }
        throw new CallRefusedException(
                "not an object of this server: class="
                        + proxy.getClass().getName()
                        + "; bind a proxy that this manager gave");
    }

    private boolean bind(String name, Entry entry) {
        entry.named(1);
        boolean isFree = bound.putIfAbsent(name, entry) == null;
        if (!isFree) {
            entry.named(-1);
        }
        return isFree;
    }

    @Override
    public boolean unbind(String name) {
        var entry = bound.remove(name);
        if (entry != null) {
            entry.named(-1);
        }
        return entry != null;
    }

    @Override
    public @Nullable Object lookup(String name, String type) {
        var entry = bound.get(name);
        if (entry == null) {
            return null;
        }
        var has = entry.methods().type();
        if (!type(type).isAssignableFrom(has) && !Views.isSeenAs(has, type)) {
            throw new CallRefusedException(
                    "the object has another interface: name="
                            + name
                            + ", bound as="
                            + has.getName()
                            + ", wanted="
                            + type
                            + "; only what it was bound as can be called");
        }
        return entry.local();
    }

    @Override
    public Object claim(long object) {
        return home.require(object).local();
    }

    @Override
    public Whereabouts listen() {
        return doors.listen();
    }

    @Override
    public List<String> names() {
        return List.copyOf(bound.keySet());
    }

    @Override
    public int size() {
        return home.size();
    }

    @Override
    public void stop() {
        doors.stop();
    }
}
