package dev.progeny.os;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// What the JDK keeps for a whole process and a fork must have anew, since the threads that serve
/// it have stopped: the common pool, the reapers of processes, hooks for the end, virtual threads.
///
/// All are private fields of the JDK. They are looked for before the first fork; where one is
/// missing, nothing is forked.
final class InheritedJdk {
    /// States in which a virtual thread has no carrier.
    private static final List<String> WITHOUT_CARRIER =
            List.of(
                    "NEW",
                    "STARTED",
                    "PARKED",
                    "TIMED_PARKED",
                    "UNPARKED",
                    "YIELDED",
                    "BLOCKED",
                    "UNBLOCKED",
                    "WAIT",
                    "TIMED_WAIT",
                    "TERMINATED");

    /// Of those in which the JDK waits for sockets.
    private static final String POLLER = "SubPoller-";

    private static final int MOST_SUSPECTS = 1000;
    private static final int RUNNING = -1 << (Integer.SIZE - 3);

    private final MethodHandles.Lookup lookup;
    private final VarHandle hooks;
    private final VarHandle deletions;
    private final Class<?> shutdown;
    private final MethodHandle runHooks;
    private final VarHandle state;
    private final BitSet withoutCarrier = new BitSet();
    private final BitSet sleeping = new BitSet();
    private final int terminated;
    private final ForkJoinPool scheduler;
    private final Object root;
    private final MethodHandle threads;
    private final MethodHandle children;
    private final List<VarHandle> poolState = new ArrayList<>();
    private final ThreadPoolExecutor reapers;
    private final Map<?, ?> reaped;
    private final MethodHandle open;

    InheritedJdk(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
        try {
            hooks = holder("java.lang.ApplicationShutdownHooks", "hooks");
            deletions = holder("java.io.DeleteOnExitHook", "files");
            shutdown = Class.forName("java.lang.Shutdown");
            runHooks = lookup.findStatic(shutdown, "runHooks", methodType(void.class));
            var virtual = Class.forName("java.lang.VirtualThread");
            state = lookup.findVarHandle(virtual, "state", int.class);
            for (String name : WITHOUT_CARRIER) {
                withoutCarrier.set((int) constant(virtual, name, int.class));
            }
            for (String name : List.of("NEW", "PARKED", "TIMED_PARKED", "WAIT", "TIMED_WAIT")) {
                sleeping.set((int) constant(virtual, name, int.class));
            }
            terminated = (int) constant(virtual, "TERMINATED", int.class);
            scheduler = (ForkJoinPool) constant(virtual, "DEFAULT_SCHEDULER", ForkJoinPool.class);
            var container = Class.forName("jdk.internal.vm.ThreadContainer");
            var containers = Class.forName("jdk.internal.vm.ThreadContainers");
            root = lookup.findStatic(containers, "root", methodType(container)).invoke();
            threads = lookup.findVirtual(container, "threads", methodType(Stream.class));
            children = lookup.findVirtual(container, "children", methodType(Stream.class));
            if (!(boolean) constant(containers, "TRACK_ALL_THREADS", boolean.class)) {
                throw new OsException("jdk.trackAllThreads is off, so threads are not known", null);
            }
            findPools();
            var handles = Class.forName("java.lang.ProcessHandleImpl");
            reapers =
                    (ThreadPoolExecutor)
                            constant(
                                    handles,
                                    "processReaperExecutor",
                                    java.util.concurrent.Executor.class);
            reaped =
                    (Map<?, ?>)
                            constant(
                                    handles,
                                    "completions",
                                    java.util.concurrent.ConcurrentMap.class);
            open =
                    lookup.findVirtual(
                            AccessibleObject.class,
                            "setAccessible0",
                            methodType(boolean.class, boolean.class));
            rehearse();
        } catch (OsException e) {
            throw e;
        } catch (Throwable e) {
            throw new OsException(ForkLibrary.reason(ForkLibrary.UNKNOWN_JDK), e);
        }
    }

    private VarHandle holder(String owner, String name) throws ReflectiveOperationException {
        var type = Class.forName(owner);
        return lookup.findStaticVarHandle(type, name, type.getDeclaredField(name).getType());
    }

    private Object constant(Class<?> owner, String name, Class<?> type)
            throws ReflectiveOperationException {
        return lookup.findStaticVarHandle(owner, name, type).get();
    }

    private void findPools() throws ReflectiveOperationException {
        for (String name : List.of("ctl", "runState", "queues", "delayScheduler")) {
            var type = ForkJoinPool.class.getDeclaredField(name).getType();
            poolState.add(lookup.findVarHandle(ForkJoinPool.class, name, type));
        }
        for (String name : List.of("ctl", "workers", "workQueue", "mainLock", "termination")) {
            var _ = ThreadPoolExecutor.class.getDeclaredField(name);
        }
    }

    /// In the child, by its only thread.
    void renew() throws Throwable {
        forget(hooks.get());
        forget(deletions.get());
        renew(ForkJoinPool.commonPool());
        reaped.clear();
        renew(reapers);
        stopVirtualThreads();
    }

    /// Goes the same way with things of no use, so that a child need not load and link it.
    private void rehearse() throws Throwable {
        forget(new IdentityHashMap<>());
        forget(new LinkedHashSet<>());
        renew(new ForkJoinPool(1));
        try (var pool =
                new ThreadPoolExecutor(0, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>())) {
            renew(pool);
        }
        var _ = end(Thread.ofVirtual().unstarted(() -> {}));
        var _ = suspects();
    }

    private static void forget(Object those) {
        switch (those) {
            case null -> {} // the parent had begun to end
            case Map<?, ?> map -> map.clear();
            case Collection<?> collection -> collection.clear();
            default -> throw new AssertionError(those);
        }
    }

    /// Its workers have stopped, so it gets the state of a pool that has none, and no tasks.
    private void renew(ForkJoinPool pool) {
        var unused = new ForkJoinPool(Math.max(1, pool.getParallelism()));
        for (var field : poolState) {
            field.setVolatile(pool, field.getVolatile(unused));
        }
    }

    /// One that waited for a process of the parent would take the next task, and never do it.
    private void renew(ThreadPoolExecutor pool) throws Throwable {
        ((AtomicInteger) field("ctl").get(pool)).set(RUNNING);
        forget(field("workers").get(pool));
        var lock = new ReentrantLock();
        field("mainLock").set(pool, lock);
        field("termination").set(pool, lock.newCondition());
        field("workQueue").set(pool, new SynchronousQueue<Runnable>());
    }

    private Field field(String name) throws Throwable {
        var found = ThreadPoolExecutor.class.getDeclaredField(name);
        var _ = (boolean) open.invoke((AccessibleObject) found, true);
        return found;
    }

    /// They end, where nothing but the heap knows of them. One that has a carrier keeps it, so that
    /// the others get another one.
    private void stopVirtualThreads() throws Throwable {
        var all = new ArrayList<Thread>();
        virtualThreads(root, all);
        var carried = new ArrayList<Thread>();
        for (var thread : all) {
            if (!thread.getName().startsWith(POLLER) && !end(thread)) {
                carried.add(thread);
            }
        }
        if (!carried.isEmpty()) {
            scheduler.setParallelism(scheduler.getParallelism() + carried.size());
        }
        ForkedJvm.resumeVirtualThreads(carried.toArray(Thread[]::new));
    }

    /// Those that run or wait for a monitor, then some of those that sleep; no more than can be
    /// looked at while all the application waits.
    Thread[] suspects() throws Throwable {
        var all = new ArrayList<Thread>();
        virtualThreads(root, all);
        all.removeIf(thread -> (int) state.getVolatile(thread) == terminated);
        if (all.size() > MOST_SUSPECTS) {
            all.removeIf(thread -> sleeping.get((int) state.getVolatile(thread)));
        }
        return all.stream().limit(MOST_SUSPECTS).toArray(Thread[]::new);
    }

    private boolean end(Thread thread) {
        while (true) {
            int found = (int) state.getVolatile(thread);
            if (!withoutCarrier.get(found)) {
                return false;
            }
            if (state.compareAndSet(thread, found, terminated)) {
                return true;
            }
        }
    }

    @SuppressWarnings("unchecked") // as the JDK declares it
    private void virtualThreads(Object container, List<Thread> found) throws Throwable {
        ((Stream<Thread>) threads.invoke(container)).filter(Thread::isVirtual).forEach(found::add);
        for (var child : ((Stream<Object>) children.invoke(container)).toList()) {
            virtualThreads(child, found);
        }
    }

    /// Runs the hooks of this process and then its end, unless somebody else ends it already.
    void runHooks(Runnable end) {
        synchronized (shutdown) { // as Shutdown.exit
            try {
                runHooks.invoke();
            } catch (Throwable e) {
                // hooks of the user are run by threads of their own
            }
            end.run();
        }
    }
}
