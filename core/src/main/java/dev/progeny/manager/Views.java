package dev.progeny.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// What users see of our own types: for each interface of calls a view on it.
final class Views {
    private static final Map<Class<?>, Seen> BY_CALLS = new HashMap<>();

    /// @param type what users call it
    /// @param view makes the view of a proxy
    private record Seen(Class<?> type, Function<Object, Object> view) {}

    static {
        add(MapCalls.class, RemoteMap.class, MapView::new);
        add(ListCalls.class, RemoteList.class, ListView::new);
        add(SetCalls.class, RemoteSet.class, SetView::new);
        add(QueueCalls.class, RemoteQueue.class, QueueView::new);
        add(ValueCalls.class, RemoteValue.class, ValueView::new);
        add(NamespaceCalls.class, RemoteNamespace.class, NamespaceView::new);
        add(ArrayCalls.class, RemoteArray.class, ArrayView::new);
        add(LockCalls.class, RemoteLock.class, LockView::new);
        add(SemaphoreCalls.class, RemoteSemaphore.class, SemaphoreView::new);
        add(EventCalls.class, RemoteEvent.class, EventView::new);
        add(BarrierCalls.class, RemoteBarrier.class, BarrierView::new);
        add(PoolCalls.class, RemotePool.class, PoolView::new);
    }

    private Views() {}

    private static <C> void add(Class<C> calls, Class<?> type, Function<C, Object> view) {
        BY_CALLS.put(calls, new Seen(type, stub -> view.apply(calls.cast(stub))));
    }

    /// The view of a proxy; the proxy itself for types of the user's.
    static Object of(Class<?> calls, Object stub) {
        var seen = BY_CALLS.get(calls);
        return seen == null ? stub : seen.view.apply(stub);
    }

    /// Whether users see an interface of calls as a type of that name, or one that it extends.
    static boolean isSeenAs(Class<?> calls, String type) {
        var seen = BY_CALLS.get(calls);
        return seen != null && isOrExtends(seen.type, type);
    }

    private static boolean isOrExtends(Class<?> type, String name) {
        if (type.getName().equals(name)) {
            return true;
        }
        for (Class<?> above : type.getInterfaces()) {
            if (isOrExtends(above, name)) {
                return true;
            }
        }
        return false;
    }
}
