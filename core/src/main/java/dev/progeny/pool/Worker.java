package dev.progeny.pool;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.process.ExitStatus;
import dev.progeny.ring.Consumer;
import dev.progeny.ring.Frame;
import dev.progeny.ring.Producer;
import dev.progeny.ring.RingCorruptedException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One incarnation of a worker, as the dispatcher sees it. Guarded by the dispatcher's lock, but
/// for [#isReadable] and [#poll], which belong to the receiver.
final class Worker {
    /// Units that are sent before the first answer: one runs, one waits.
    private static final int FIRST_WINDOW = 2;

    private static final int LARGEST_WINDOW = Claims.SIZE / 2;

    /// A unit that takes this long gains nothing from having others sent behind it.
    private static final long LONG_UNIT_NANOS = 1_000_000;

    private final int slot;
    private final String name;
    private final WorkerMemory memory;
    private final Claims claims;
    private final Doorbell tasks;
    private final Doorbell attention;
    private final Producer producer;
    private final Consumer consumer;
    private final Deque<WorkUnit> inFlight = new ArrayDeque<>();
    private final Set<Long> functions = new HashSet<>();
    private WorkerState state = WorkerState.STARTING;
    private int window = FIRST_WINDOW;
    private int tasksLeft;
    private long lastNumber;
    private long lastAnswerNanos;
    private boolean isStopSent;
    private boolean isKilled;
    private volatile boolean isCorrupted;
    private volatile boolean isRoomWanted;
    private @Nullable WorkerHost host;

    Worker(int slot, String name, MemorySegment shared, int tasksLeft) {
        var os = Os.current();
        this.slot = slot;
        this.name = name;
        this.tasksLeft = tasksLeft;
        memory = WorkerMemory.format(shared);
        claims = memory.claims();
        tasks = memory.tasksBell(os);
        attention = memory.attentionBell(os);
        tasks.spin(Spin.none());
        producer = new Producer(memory.taskRing(), tasks);
        consumer = new Consumer(memory.resultRing(), tasks, PoolProtocol.MOST_BYTES);
    }

    int slot() {
        return slot;
    }

    String name() {
        return name;
    }

    WorkerState state() {
        return state;
    }

    int load() {
        return inFlight.size();
    }

    Collection<WorkUnit> inFlight() {
        return inFlight;
    }

    void livesIn(WorkerHost newHost) {
        host = newHost;
        if (isKilled) {
            newHost.kill();
        }
    }

    @Nullable WorkerHost host() {
        return host;
    }

    boolean isReadable() {
        return !isCorrupted && consumer.isReadable();
    }

    @Nullable Frame poll() {
        return consumer.poll();
    }

    /// Whether [#send] may succeed.
    boolean takesWork() {
        return state.isWorking()
                && tasksLeft > 0
                && inFlight.size() < window
                && !producer.isWriting()
                && lastNumber + 1 - memory.taken() < Claims.SIZE;
    }

    /// Sends a unit, without waking the worker: [#wake] does it after the last of several.
    ///
    /// @return false where there is no room; the worker wakes the parent when there is
    boolean send(WorkUnit unit) {
        var function = unit.function();
        if (function != null && !functions.contains(function.id())) {
            if (!write(PoolProtocol.FUNCTION, function.payload())) {
                return false;
            }
            functions.add(function.id());
            if (producer.isWriting()) {
                return false;
            }
        }
        long number = lastNumber + 1;
        PoolProtocol.putId(unit.payload(), number);
        if (function != null) {
            PoolProtocol.putSecondId(unit.payload(), function.id());
        }
        claims.offer(number);
        if (!write(unit.kind(), unit.payload())) {
            return false;
        }
        lastNumber = number;
        unit.number = number;
        unit.worker = this;
        if (inFlight.isEmpty()) {
            lastAnswerNanos = System.nanoTime();
        }
        inFlight.add(unit);
        state = state.after(WorkerState.Event.ASSIGNED);
        tasksLeft -= unit.tasks();
        return true;
    }

    private boolean write(int kind, byte[] bytes) {
        if (!producer.fits(bytes.length)) {
            producer.begin(kind, bytes, 0, bytes.length);
            isRoomWanted = !producer.advance();
            return true;
        }
        isRoomWanted =
                !producer.tryWriteQuietly(kind, bytes, 0, bytes.length)
                        && !(producer.hasRoom(bytes.length)
                                && producer.tryWriteQuietly(kind, bytes, 0, bytes.length));
        return !isRoomWanted;
    }

    /// Whether something waits for room in the ring of tasks; the worker rings when it makes some.
    boolean isRoomWanted() {
        return isRoomWanted;
    }

    void wake() {
        producer.ring();
    }

    /// Goes on with a large frame, and with what waited behind it.
    ///
    /// @return whether another frame may be written
    boolean advance() {
        isRoomWanted = !producer.advance();
        if (!isRoomWanted && state == WorkerState.LEAVING) {
            sendStop();
        }
        return !isRoomWanted;
    }

    void ready() {
        state = state.after(WorkerState.Event.READY);
    }

    /// Takes the unit of an answer out of those in flight.
    ///
    /// @return null where the worker talks nonsense
    @Nullable WorkUnit answered(long number) {
        var unit = inFlight.peek();
        if (unit == null || unit.number != number) {
            return null;
        }
        inFlight.remove();
        if (inFlight.isEmpty()) {
            state = state.after(WorkerState.Event.ALL_DONE);
        }
        return unit;
    }

    /// Sends more ahead while answers come fast, and nothing ahead of long ones.
    void adapt(int answers, boolean isMoreWaiting) {
        long now = System.nanoTime();
        long each = (now - lastAnswerNanos) / Math.max(1, answers);
        lastAnswerNanos = now;
        if (each > LONG_UNIT_NANOS) {
            window = FIRST_WINDOW;
        } else if (isMoreWaiting && inFlight.size() <= window / 2) {
            window = Math.min(2 * window, LARGEST_WINDOW);
        }
    }

    /// Takes a unit back if the worker has not started it.
    boolean revoke(WorkUnit unit) {
        if (!claims.revoke(unit.number)) {
            return false;
        }
        inFlight.remove(unit);
        unit.worker = null;
        tasksLeft += unit.tasks();
        if (inFlight.isEmpty() && state == WorkerState.BUSY) {
            state = state.after(WorkerState.Event.ALL_DONE);
        }
        return true;
    }

    /// Takes back some of what waits here, last first, for a worker that has nothing to do.
    List<WorkUnit> giveUpHalf() {
        var givenUp = new ArrayList<WorkUnit>();
        for (int wanted = inFlight.size() / 2; wanted > 0; wanted--) {
            var last = inFlight.peekLast();
            if (last == null || !revoke(last)) {
                break;
            }
            givenUp.addFirst(last);
        }
        return givenUp;
    }

    /// Asks the worker to interrupt a unit, if that is what it runs.
    ///
    /// @return false where it does not run it
    boolean interrupt(WorkUnit unit) {
        if (!claims.isRunning(unit.number)) {
            return false;
        }
        memory.interrupt(unit.number);
        attention.ring();
        return true;
    }

    /// Kills the worker if it is caught in the unit, and only then.
    void killIfRunning(WorkUnit unit) {
        if (unit.worker == this && inFlight.contains(unit) && claims.doom(unit.number)) {
            kill();
        }
    }

    void kill() {
        isKilled = true;
        if (host != null) {
            host.kill();
        }
    }

    /// It wrote nonsense into its ring: nothing that it says can be trusted any more.
    void corrupted(RingCorruptedException reason) {
        if (!isCorrupted) {
            System.getLogger("dev.progeny.pool").log(Level.ERROR, name + " is killed", reason);
            isCorrupted = true;
            if (host != null) {
                host.kill();
            }
        }
    }

    /// Whether its death is the pool's own doing.
    boolean isEndExpected() {
        return isKilled || isStopSent;
    }

    /// Whether it has run as many tasks as it may.
    boolean isWornOut() {
        return tasksLeft <= 0 && inFlight.isEmpty() && state == WorkerState.IDLE;
    }

    /// Tells the worker to leave after what it has got.
    void retire() {
        if (state != WorkerState.LEAVING && state != WorkerState.GONE) {
            state = state.after(WorkerState.Event.RETIRED);
            if (!producer.isWriting()) {
                sendStop();
            }
        }
    }

    private void sendStop() {
        if (!isStopSent) {
            isStopSent = write(PoolProtocol.STOP, new byte[0]);
            wake();
        }
    }

    /// The worker is dead, and its last answers have been heard.
    ///
    /// @return the unit that it ran; null for none
    @Nullable WorkUnit bury() {
        state = state.after(WorkerState.Event.EXITED);
        var first = inFlight.peek();
        if (first == null || !claims.wasRunning(first.number)) {
            return null;
        }
        return inFlight.remove();
    }

    /// Says how it died.
    WorkerDiedException death(WorkUnit unit, ExitStatus status, String lastOutput) {
        long pid = host == null ? -1 : host.pid();
        String message =
                name
                        + " (pid "
                        + pid
                        + ") died while running "
                        + unit.describe()
                        + itemClause(unit)
                        + ": "
                        + status.describe()
                        + (lastOutput.isEmpty() ? "" : "; last output: " + lastOutput);
        return new WorkerDiedException(message, pid, status, lastOutput);
    }

    private String itemClause(WorkUnit unit) {
        return unit instanceof BatchUnit batch ? batch.describeItem(memory.item()) : "";
    }

    /// Adds what it runs now, if anything.
    void describeRunning(List<ProcessPool.RunningTask> running) {
        var first = inFlight.peek();
        if (first != null && claims.isRunning(first.number)) {
            long age = System.nanoTime() - lastAnswerNanos;
            long pid = host == null ? -1 : host.pid();
            running.add(
                    new ProcessPool.RunningTask(
                            first.describe(), name, pid, Duration.ofNanos(age)));
        }
    }

    void close() {
        tasks.close();
        attention.close();
    }
}
