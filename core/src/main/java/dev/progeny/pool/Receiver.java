package dev.progeny.pool;

import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;
import dev.progeny.process.ExitStatus;
import dev.progeny.ring.RingCorruptedException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Takes answers out of the rings of all workers, and hears of deaths: on a thread of the pool, or
/// on that of a caller who waits for one of them.
///
/// A worker's last answers are always heard before it is buried: what it committed counts.
final class Receiver {
    /// After so long without news it looks after the pool all the same.
    private static final Duration REST = Duration.ofMillis(50);

    /// For so long after a caller helped, another one is expected to, and the bell is left to him.
    private static final long AFTER_HELP = 50_000_000;

    /// How late answers may be noticed then, when nobody helps after all.
    private static final long LOOK_AFTER_HELPER = 1_000_000;

    private static final VarHandle HELPER = helperHandle();

    private final String name;
    private final Dispatcher dispatcher;
    private final Workforce workforce;
    private final Doorbell bell;
    private final Queue<End> ends = new ConcurrentLinkedQueue<>();
    private final Completions completions = new Completions();

    /// Held by whoever receives: only one thread at a time may use the rings' reading ends.
    private final ReentrantLock turn = new ReentrantLock();

    private @Nullable Thread thread;
    private volatile boolean isEnding;
    private boolean isClosed;

    /// The caller who receives, or is about to; changed by compare-and-set from null.
    private volatile @Nullable Thread helper;

    private volatile long lastHelp = System.nanoTime() - AFTER_HELP;

    /// The future that the helper waits for.
    private @Nullable CompletableFuture<?> favourite;

    /// Its end, which the helper tells when he has given the turn back.
    private @Nullable Runnable ownEnd;

    Receiver(String name, Dispatcher dispatcher, Workforce workforce, Doorbell bell) {
        this.name = name;
        this.dispatcher = dispatcher;
        this.workforce = workforce;
        this.bell = bell;
    }

    /// The end of a worker.
    ///
    /// @param status how its host ended; null where it could not be started
    /// @param reason why it could not be started
    private record End(
            Worker worker,
            @Nullable ExitStatus status,
            String lastOutput,
            @Nullable Throwable reason) {}

    private static VarHandle helperHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Receiver.class, "helper", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("progeny-" + name).start(this::run);
    }

    void ended(Worker worker, ExitStatus status, String lastOutput) {
        ends.add(new End(worker, status, lastOutput, null));
        ring();
    }

    void startFailed(Worker worker, Throwable reason) {
        ends.add(new End(worker, null, "", reason));
        ring();
    }

    void end() {
        isEnding = true;
        ring();
        LockSupport.unpark(thread);
    }

    /// A host may end after the pool gave up, when the bell's memory has gone.
    private synchronized void ring() {
        if (!isClosed) {
            bell.ring();
        }
    }

    private synchronized void close() {
        isClosed = true;
        workforce.close();
    }

    private void run() {
        while (!isEnding) {
            if (isHelped()) {
                // parks: a caller receives; this thread only sees that nothing is forgotten
                LockSupport.parkNanos(this, LOOK_AFTER_HELPER);
                if (helper == null && turn.tryLock()) {
                    serve(() -> true, Deadline.after(Duration.ZERO));
                }
            } else {
                turn.lock();
                serve(() -> helper != null, Deadline.after(REST));
            }
        }
        turn.lock();
        try {
            close();
        } finally {
            turn.unlock();
            dispatcher.ended().completeAsync(() -> null, Thread::startVirtualThread);
        }
    }

    private boolean isHelped() {
        return helper != null || System.nanoTime() - lastHelp < AFTER_HELP;
    }

    /// Receives until a wish is fulfilled or the time is over, then gives the turn back.
    private Wait serve(BooleanSupplier isEnough, Deadline deadline) {
        try {
            var outcome =
                    bell.awaitUninterruptibly(
                            () -> isEnough.getAsBoolean() || hasNews(), deadline, null);
            if (outcome == Wait.TIMED_OUT) {
                dispatcher.rest();
            }
            hearAll();
            buryAll();
            return outcome;
        } catch (RuntimeException | Error e) {
            fail(e);
            return Wait.CLOSED;
        } finally {
            turn.unlock();
        }
    }

    private void fail(Throwable reason) {
        dispatcher.deaths().giveUp(reason, completions);
        tellAll();
    }

    /// Lets a caller who waits for a future receive the answers himself, until his has come: that
    /// spares both the way through the receiver's thread, which costs a wake-up, 25 to 50 µs. One
    /// caller at a time does; for the others, and where a caller is a virtual thread, it returns at
    /// once.
    ///
    /// @throws InterruptedException if the caller was interrupted while waiting
    void help(CompletableFuture<?> wanted, Deadline deadline) throws InterruptedException {
        var caller = Thread.currentThread();
        if (caller.isVirtual() || !HELPER.compareAndSet(this, null, caller)) {
            return;
        }
        try {
            var own = takeTurn(wanted, deadline);
            if (own != null) {
                own.run();
            }
        } finally {
            // last: what the caller waited for is settled then, and mostly nothing else is owed
            if (dispatcher.isBusy()) {
                LockSupport.unpark(thread);
            }
        }
    }

    private @Nullable Runnable takeTurn(CompletableFuture<?> wanted, Deadline deadline)
            throws InterruptedException {
        try {
            if (!turn.tryLock()) {
                ring(); // the receiver's thread sleeps there; it gives way
                turn.lock();
            }
            return serve(wanted, deadline);
        } finally {
            lastHelp = System.nanoTime();
            helper = null;
        }
    }

    /// @return the end of the wanted future, still to be told; null if it is done, or did not come
    private @Nullable Runnable serve(CompletableFuture<?> wanted, Deadline deadline)
            throws InterruptedException {
        try {
            favourite = wanted;
            while (!wanted.isDone() && ownEnd == null && !isEnding) {
                var outcome = bell.await(() -> wanted.isDone() || hasNews(), deadline, null);
                if (outcome != Wait.READY) {
                    break;
                }
                hearAll();
                buryAll();
            }
            return ownEnd;
        } catch (RuntimeException | Error e) {
            fail(e);
            return ownEnd;
        } finally {
            favourite = null;
            ownEnd = null;
            turn.unlock();
        }
    }

    private void tellAll() {
        var own = completions.tell(dispatcher, favourite);
        if (own != null) {
            ownEnd = own;
        }
    }

    /// A future was completed. If the helper waits for that one, no answer will wake him: either he
    /// looks at his future after this, or this sees him.
    void wake() {
        var caller = helper;
        if (caller != null && caller != Thread.currentThread()) {
            ring();
        }
    }

    private boolean hasNews() {
        if (isEnding || !ends.isEmpty()) {
            return true;
        }
        for (var worker : workforce.all()) {
            if (isReadable(worker) || (worker.isRoomWanted() && dispatcher.advance(worker))) {
                return true;
            }
        }
        return false;
    }

    private void hearAll() {
        for (var worker : workforce.all()) {
            if (isReadable(worker)) {
                hear(worker);
            }
        }
    }

    private boolean isReadable(Worker worker) {
        try {
            return worker.isReadable();
        } catch (RingCorruptedException e) {
            dispatcher.distrust(worker, e);
            return false;
        }
    }

    private void hear(Worker worker) {
        dispatcher.hear(worker, completions);
        tellAll();
    }

    private void buryAll() {
        for (var end = ends.poll(); end != null; end = ends.poll()) {
            var worker = end.worker;
            if (end.status == null) {
                var reason = end.reason == null ? new IllegalStateException(name) : end.reason;
                dispatcher.deaths().startFailed(worker, reason, completions);
            } else {
                while (isReadable(worker)) { // a large last answer comes in pieces
                    hear(worker);
                }
                dispatcher.deaths().buried(worker, end.status, end.lastOutput, completions);
            }
            tellAll();
        }
    }
}
