package dev.progeny.pool;

import dev.progeny.family.Region;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.process.ThisProcess;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The workers of a pool and the memory that it shares with them: a page with the bell of the
/// parent, and a [WorkerMemory] for each worker. Guarded by the dispatcher's lock.
final class Workforce {
    /// Deaths in a row of workers that were not ready yet, until the pool is given up. One that
    /// ends by itself may be an accident, three are a wrong option; one that is killed from outside
    /// says nothing of the pool, but where no worker is left, something kills all of them.
    private static final int MOST_FAILED_STARTS = 3;

    private static final int MOST_KILLED_STARTS = 20;

    /// Attempts in a row, for lack of processes or memory, until a pool without a worker is given
    /// up: two seconds, longer than most shortages.
    private static final int MOST_REFUSED_STARTS = 20;

    /// Between attempts to start a worker, while the system has no room for one or kills it.
    static final Duration START_PAUSE = Duration.ofMillis(100);

    private static final long PAGE = 1 << 16;

    /// A pool may be resized up to so many, or to what it was opened with. Memory that no worker
    /// has touched costs nothing.
    private static final int LEAST_SLOTS = 64;

    private final String name;
    private final PoolOptionsValue options;
    private final Dispatcher dispatcher;
    private final Region region;
    private final Doorbell bell;
    private final Receiver receiver;
    private final boolean[] isSlotTaken;
    private PoolOptionsValue.Size size;
    private final Set<Worker> touched = new HashSet<>();
    private final Deque<Long> deaths = new ArrayDeque<>();
    private volatile List<Worker> all = List.of();
    private int failedStarts;
    private int killedStarts;
    private int refusedStarts;
    private boolean isStartingNoMore;
    private long nextStart = System.nanoTime();
    private long lastWorker;

    Workforce(String name, PoolOptionsValue options, Dispatcher dispatcher) {
        this.name = name;
        this.options = options;
        this.dispatcher = dispatcher;
        size = options.size();
        int most = places(options);
        isSlotTaken = new boolean[most];
        region = Region.create("pool", PAGE + most * WorkerMemory.BYTE_SIZE);
        bell = Doorbell.at(region.segment().asSlice(0, PAGE), Os.current());
        bell.spin(Spin.upTo(spinNanos()));
        receiver = new Receiver(name, dispatcher, this, bell);
    }

    /// How many workers there may be at a time.
    static int places(PoolOptionsValue options) {
        return Math.max(LEAST_SLOTS, options.size().max());
    }

    String name() {
        return name;
    }

    Receiver receiver() {
        return receiver;
    }

    /// All that have not ended; a snapshot that any thread may read.
    List<Worker> all() {
        return all;
    }

    void open() {
        receiver.start();
        for (int i = 0; i < size.min(); i++) {
            var worker = add();
            try {
                worker.livesIn(host(worker));
            } catch (RuntimeException e) {
                remove(worker);
                retireAll();
                throw e;
            }
        }
    }

    private Worker add() {
        int slot = 0;
        while (isSlotTaken[slot]) {
            slot++;
        }
        isSlotTaken[slot] = true;
        String workerName = name + "-worker-" + ++lastWorker;
        var memory = region.segment().asSlice(offset(slot), WorkerMemory.BYTE_SIZE);
        var worker = new Worker(slot, workerName, memory, options.life().tasks());
        dispatcher.account().made(slot, lastWorker);
        var more = new ArrayList<>(all);
        more.add(worker);
        all = List.copyOf(more);
        return worker;
    }

    private static long offset(int slot) {
        return PAGE + slot * WorkerMemory.BYTE_SIZE;
    }

    private WorkerHost host(Worker worker) {
        var main =
                WorkerMain.of(
                        region.handle(offset(worker.slot()), WorkerMemory.BYTE_SIZE),
                        region.handle(0, PAGE),
                        ThisProcess.pid(),
                        spinNanos(),
                        options.duties());
        WorkerHost.Listener listener =
                (status, output, whyKilled) -> {
                    dispatcher.locked(() -> worker.explain(whyKilled));
                    receiver.ended(worker, status, output);
                };
        return options.hosts().isInProcess()
                ? ThreadHost.start(worker.name(), main, listener)
                : ChildHost.start(worker.name(), options.launch(), share(), main, listener);
    }

    /// Processors for each worker, so that N of them do not each start threads for all.
    private int share() {
        return Math.max(1, ThisProcess.availableCpus() / size.max());
    }

    /// How long parent and workers may spin before they sleep. A wake-up takes up to 50 µs, so less
    /// would let both sides of a ping-pong miss each other for ever; with more workers than
    /// processors somebody else could use the time.
    private long spinNanos() {
        int cpus = ThisProcess.availableCpus();
        return cpus > 1 && size.max() <= cpus ? 50_000 : 0;
    }

    /// Starting a process takes a millisecond, which is too long under the lock.
    private void startLater(Worker worker) {
        Thread.startVirtualThread(
                () -> {
                    try {
                        var host = host(worker);
                        dispatcher.started(worker, host);
                    } catch (RuntimeException | Error e) {
                        receiver.startFailed(worker, e);
                    }
                });
    }

    void remove(Worker worker) {
        dispatcher.account().gone(worker);
        worker.close();
        isSlotTaken[worker.slot()] = false;
        touched.remove(worker);
        var fewer = new ArrayList<>(all);
        fewer.remove(worker);
        all = List.copyOf(fewer);
    }

    /// A worker is ready.
    void started() {
        failedStarts = 0;
        killedStarts = 0;
        refusedStarts = 0;
    }

    /// The initializer failed: it would fail in others too.
    void startNoMore() {
        isStartingNoMore = true;
    }

    /// The system has no room for another process. A pool with fewer workers is better than none,
    /// so this is tried again after a pause; without any worker it is not tried for ever.
    ///
    /// @return whether there is no hope
    boolean startFailed(Throwable reason) {
        System.getLogger("dev.progeny.pool")
                .log(Level.WARNING, name + " cannot start a worker: " + reason);
        nextStart = System.nanoTime() + START_PAUSE.toNanos();
        return ++refusedStarts >= MOST_REFUSED_STARTS && !isAnyWorking();
    }

    private boolean isAnyWorking() {
        return all.stream().anyMatch(worker -> worker.state().isWorking());
    }

    private boolean mayStart() {
        return !isStartingNoMore && System.nanoTime() - nextStart >= 0;
    }

    /// Counts the death of a worker.
    ///
    /// @return which limit it passed; null for none
    @Nullable String died(boolean wasStarting, boolean wasKilled) {
        if (wasStarting && wasKilled && isAnyWorking()) {
            nextStart = System.nanoTime() + START_PAUSE.toNanos();
        } else if (wasStarting) {
            failedStarts += wasKilled ? 0 : 1;
            killedStarts += wasKilled ? 1 : 0;
            if (failedStarts >= MOST_FAILED_STARTS || killedStarts >= MOST_KILLED_STARTS) {
                int inARow = failedStarts + killedStarts;
                return inARow + " workers in a row died before they were ready";
            }
        }
        var limit = options.health();
        long now = System.nanoTime();
        deaths.add(now);
        while (now - deaths.getFirst() > limit.per().toNanos()) {
            deaths.remove();
        }
        return deaths.size() > limit.restarts()
                ? deaths.size()
                        + " workers died within "
                        + limit.per()
                        + ", more than the restart limit of "
                        + limit.restarts()
                : null;
    }

    @Nullable Worker leastLoaded() {
        Worker least = null;
        for (var worker : all) {
            if (worker.takesWork() && (least == null || worker.load() < least.load())) {
                least = worker;
            }
        }
        return least;
    }

    private @Nullable Worker idle() {
        for (var worker : all) {
            if (worker.state() == WorkerState.IDLE && worker.takesWork()) {
                return worker;
            }
        }
        return null;
    }

    private @Nullable Worker busiest() {
        Worker most = null;
        for (var worker : all) {
            if (worker.state() == WorkerState.BUSY
                    && (most == null || worker.load() > most.load())) {
                most = worker;
            }
        }
        return most;
    }

    /// Gives what waits at a busy worker to one that has nothing to do.
    ///
    /// @param backlog for what finds no room there
    void share(Backlog backlog) {
        var idle = idle();
        var busiest = idle == null ? null : busiest();
        if (idle != null && busiest != null && busiest.load() > 1) {
            for (var unit : busiest.giveUpHalf()) {
                if (!idle.send(unit)) {
                    backlog.add(unit);
                }
            }
            touch(idle);
        }
    }

    /// Notes that a worker got something, so that it is woken once for all of it.
    void touch(Worker worker) {
        touched.add(worker);
    }

    void wakeTouched() {
        if (!touched.isEmpty()) {
            touched.forEach(Worker::wake);
            touched.clear();
        }
    }

    /// Lets worn-out workers go, and starts what is missing.
    void adjust(int waiting) {
        while (all.size() < size.min() && mayStart()) {
            startLater(add());
        }
        replace(waiting);
    }

    /// Lets worn-out workers go, and starts as many as there is work waiting for.
    void replace(int waiting) {
        int starting = 0;
        for (var worker : all) {
            if (worker.isWornOut()) {
                retire(worker, "it has run as many tasks as it may");
            }
            starting += worker.state() == WorkerState.STARTING ? 1 : 0;
        }
        while (all.size() < size.max() && starting < waiting && mayStart()) {
            startLater(add());
            starting++;
        }
    }

    private void retire(Worker worker, String why) {
        worker.explain(why);
        worker.retire();
        dispatcher.stops().killLater(worker);
    }

    void retireAll() {
        for (var worker : all) {
            if (worker.state() != WorkerState.LEAVING) {
                retire(worker, "the pool ends");
            }
        }
    }

    /// Lets a worker go that has nothing to do, if there are enough others.
    void dismiss(Worker worker, String why) {
        if (worker.state() == WorkerState.IDLE && staying().size() > size.min()) {
            retire(worker, why);
        }
    }

    private List<Worker> staying() {
        return all.stream().filter(worker -> !worker.isLeaving()).toList();
    }

    PoolOptionsValue.Size size() {
        return size;
    }

    /// Changes how many there are. Those too many that have nothing to do leave at once.
    ///
    /// @return those too many that have something to do
    List<Worker> resize(PoolOptionsValue.Size wanted) {
        if (wanted.max() > isSlotTaken.length) {
            throw new IllegalArgumentException(
                    "too many workers: max="
                            + wanted.max()
                            + ", most="
                            + isSlotTaken.length
                            + "; open the pool with as many as it may ever have");
        }
        size = wanted;
        bell.spin(Spin.upTo(spinNanos()));
        var busy = new ArrayList<Worker>();
        int surplus = staying().size() - size.max();
        for (var worker : all.reversed()) {
            boolean isIdle = worker.load() == 0 && !worker.isLeaving();
            if (surplus > 0 && isIdle) {
                retire(worker, "the pool was made smaller");
                surplus--;
            }
        }
        for (var worker : staying().reversed()) {
            if (surplus > 0) {
                busy.add(worker);
                surplus--;
            }
        }
        return busy;
    }

    /// Takes back what has not started and is less urgent, at the worker where most of it waits.
    ///
    /// @param urgent goes before it
    void makeWay(WorkUnit urgent, Backlog backlog) {
        var busiest = busiest();
        if (busiest != null) {
            busiest.giveUpBelow(urgent.options().priority()).reversed().forEach(backlog::addFirst);
        }
    }

    /// The last worker has gone: the receiver may go too.
    void end() {
        receiver.end();
    }

    /// By the receiver, when it goes.
    void close() {
        bell.close();
        region.close();
        Arrays.fill(isSlotTaken, true);
    }
}
