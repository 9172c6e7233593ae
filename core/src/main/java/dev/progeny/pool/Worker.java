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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/// One incarnation of a worker, as the dispatcher sees it. Guarded by the dispatcher's lock, but
/// for [#isReadable] and [#poll], which belong to the receiver.
final class Worker {
    /// Units that are sent before the first answer: one runs, one waits.
    private static final int FIRST_WINDOW = 2;

    private static final int LARGEST_WINDOW = Claims.SIZE / 2;

    /// A unit that takes this long gains nothing from having others sent behind it.
    private static final long LONG_UNIT_NANOS = 1_000_000;

    /// Workers that may die one after the other with the same unit at the head of their ring until
    /// that unit is blamed: it may be more than they can take in.
    private static final int MOST_LOST_WORKERS = 3;

    private final int slot;
    private final String name;
    private final WorkerMemory memory;
    private final Claims claims;
    private final Doorbell tasks;
    private final Doorbell attention;
    private final Outbox outbox;
    private final Witness witness;
    private final Vitals vitals;
    private final Consumer consumer;
    private final Deque<WorkUnit> inFlight = new ArrayDeque<>();
    private WorkerState state = WorkerState.STARTING;
    private int window = FIRST_WINDOW;
    private int tasksLeft;
    private long lastNumber;
    private long lastAnswerNanos;
    private boolean isStopSent;
    private boolean isWorn;
    private boolean isEndExpected;

    /// Why the pool ends it; empty where it does not.
    private String why = "";

    private boolean isKilled;
    private volatile boolean isCorrupted;

    /// Unit of which a part is still to be written.
    private @Nullable WorkUnit halfSent;

    private @Nullable WorkerHost host;

    Worker(int slot, String name, MemorySegment shared, int tasksLeft) {
        var os = Os.current();
        this.slot = slot;
        this.name = name;
        this.tasksLeft = tasksLeft;
        memory = WorkerMemory.format(shared);
        claims = memory.claims();
        witness = new Witness(name, memory);
        vitals = new Vitals(memory, System.nanoTime());
        tasks = memory.tasksBell(os);
        attention = memory.attentionBell(os);
        tasks.spin(Spin.none());
        outbox = new Outbox(new Producer(memory.taskRing(), tasks));
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
        witness.livesIn(newHost);
        if (isKilled) {
            newHost.kill();
        }
    }

    Witness witness() {
        return witness;
    }

    long pid() {
        return witness.pid();
    }

    /// Why the pool ends it; empty where it does not.
    String why() {
        return why;
    }

    boolean isReadable() {
        return !isCorrupted && consumer.isReadable();
    }

    @Nullable Frame poll() {
        return isCorrupted ? null : consumer.poll();
    }

    /// Whether [#send] may succeed.
    boolean takesWork() {
        return state.isWorking()
                && !isCorrupted
                && !isWorn
                && tasksLeft > 0
                && inFlight.size() < window
                && !outbox.isWriting()
                && lastNumber + 1 - memory.taken() < Claims.SIZE;
    }

    /// Sends a unit, without waking the worker: [#wake] does it after the last of several.
    ///
    /// @return false where there is no room; the worker wakes the parent when there is
    boolean send(WorkUnit unit) {
        try {
            return trySend(unit);
        } catch (RingCorruptedException e) {
            distrust(e);
            return false;
        }
    }

    private boolean trySend(WorkUnit unit) {
        var function = unit.function();
        if (function != null && !outbox.teach(function)) {
            return false;
        }
        long number = lastNumber + 1;
        PoolProtocol.putId(unit.payload(), number);
        if (function != null) {
            PoolProtocol.putSecondId(unit.payload(), function.id());
        }
        claims.offer(number);
        if (!outbox.send(unit.kind(), unit.payload())) {
            return false;
        }
        lastNumber = number;
        unit.number = number;
        unit.worker = this;
        if (inFlight.isEmpty()) {
            lastAnswerNanos = System.nanoTime();
        }
        inFlight.add(unit);
        witness.first(inFlight.peek());
        state = state.after(WorkerState.Event.ASSIGNED);
        tasksLeft -= unit.tasks();
        halfSent = outbox.isWriting() ? unit : null;
        return true;
    }

    /// Whether something waits for room in the ring of tasks; the worker rings when it makes some.
    boolean isRoomWanted() {
        return outbox.isRoomWanted();
    }

    void wake() {
        outbox.wake();
    }

    /// Goes on with a large frame, and with what waited behind it.
    ///
    /// @return whether another frame may be written
    boolean advance() {
        if (!outbox.isRoomWanted() || isCorrupted) {
            return false;
        }
        try {
            boolean hasRoom = outbox.advance();
            if (!outbox.isWriting()) {
                halfSent = null;
                if (state == WorkerState.LEAVING) {
                    sendStop();
                }
            }
            return hasRoom;
        } catch (RingCorruptedException e) {
            distrust(e);
            return false;
        }
    }

    /// It has booted.
    ///
    /// @return false where it said so before
    boolean ready() {
        if (state != WorkerState.STARTING && state != WorkerState.LEAVING) {
            return false;
        }
        state = state.after(WorkerState.Event.READY);
        return true;
    }

    /// Takes the unit of an answer out of those in flight.
    ///
    /// @return null where the worker talks nonsense
    @Nullable WorkUnit answered(Frame answer) {
        var unit = inFlight.peek();
        if (unit == null
                || answer.bytes().length < PoolProtocol.AFTER_RECEIPT
                || PoolProtocol.id(answer.bytes()) != unit.number
                || !PoolProtocol.isAnswer(unit.kind(), answer.kind())) {
            return null;
        }
        inFlight.remove();
        witness.first(inFlight.peek());
        unit.worker = null;
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

    /// Takes a unit back that is in flight here, if the worker has not started it.
    boolean revoke(WorkUnit unit) {
        if (!claims.revoke(unit.number)) {
            return false;
        }
        if (inFlight.peekLast() == unit) {
            inFlight.removeLast();
        } else {
            inFlight.remove(unit);
        }
        witness.first(inFlight.peek());
        unit.worker = null;
        if (unit == halfSent) {
            unit.leaveCopy();
        }
        tasksLeft += unit.tasks();
        if (inFlight.isEmpty() && state == WorkerState.BUSY) {
            state = state.after(WorkerState.Event.ALL_DONE);
        }
        return true;
    }

    /// Takes back some of what waits here, last first, for a worker that has nothing to do.
    List<WorkUnit> giveUpHalf() {
        return giveUp(inFlight.size() / 2);
    }

    private List<WorkUnit> giveUp(int most) {
        var givenUp = new ArrayList<WorkUnit>();
        for (int wanted = most; wanted > 0; wanted--) {
            var last = inFlight.peekLast();
            if (last == null || !revoke(last)) {
                break;
            }
            givenUp.addFirst(last);
        }
        return givenUp;
    }

    /// Asks something of the worker for as long as it runs a unit, see [WorkerMemory#ask].
    ///
    /// @param number the unit's, here
    /// @return false where it does not run it
    boolean ask(long number, int what) {
        if (state == WorkerState.GONE || !claims.isRunning(number)) {
            return false;
        }
        memory.ask(number, what);
        attention.ring();
        return true;
    }

    /// Sees to it that the worker can neither finish a unit nor start another one.
    ///
    /// @param number the unit's, here
    /// @return false where it does not run it
    boolean doom(long number) {
        return state != WorkerState.GONE && claims.doom(number);
    }

    /// Asks it to end, by the pool's own decision.
    void terminate() {
        if (state != WorkerState.GONE) {
            isEndExpected = true;
            if (host != null) {
                host.terminate();
            }
        }
    }

    /// Ends it, by the pool's own decision.
    void kill() {
        if (state != WorkerState.GONE) {
            isEndExpected = true;
            end();
        }
    }

    /// Says why it is going to be ended.
    void explain(String reason) {
        why = why.isEmpty() ? reason : why;
    }

    /// Ends it, since it cannot work.
    void end(String reason) {
        explain(reason);
        end();
    }

    private void end() {
        isKilled = true;
        if (host != null) {
            host.kill();
        }
    }

    /// Looks what it runs.
    ///
    /// @param now in nanoseconds
    /// @return the unit if it has run longer than it may, or its item has; null otherwise
    @Nullable WorkUnit overdue(long now) {
        return witness.overdue(inFlight.peek(), now);
    }

    /// Looks how it is.
    Vitals look(long now) {
        vitals.look(now, lastNumber, state);
        return vitals;
    }

    /// Gives it nothing more.
    ///
    /// @param reason why
    /// @return units that another worker may run
    List<WorkUnit> wearOut(String reason) {
        isWorn = true;
        explain(reason);
        return giveUp(inFlight.size());
    }

    /// It wrote nonsense into its memory: nothing that it says can be trusted any more.
    void distrust(RuntimeException reason) {
        if (!isCorrupted) {
            System.getLogger("dev.progeny.pool").log(Level.ERROR, name + " is killed", reason);
            isCorrupted = true;
            outbox.giveUp();
            end("it wrote nonsense into its memory: " + reason.getMessage());
        }
    }

    /// Takes back those that go behind others of higher priority, if it has not started them.
    List<WorkUnit> giveUpBelow(int priority) {
        var givenUp = new ArrayList<WorkUnit>();
        for (var unit : List.copyOf(inFlight).reversed()) {
            if (unit.options().priority() < priority && revoke(unit)) {
                givenUp.addFirst(unit);
            }
        }
        return givenUp;
    }

    /// Whether its death is the pool's own doing.
    boolean isEndExpected() {
        return isEndExpected || isStopSent;
    }

    /// Whether it gets nothing more and has done all that it got.
    boolean isWornOut() {
        return (isWorn || tasksLeft <= 0) && inFlight.isEmpty() && state == WorkerState.IDLE;
    }

    /// Whether it is going to leave.
    boolean isLeaving() {
        return isWorn || state == WorkerState.LEAVING || state == WorkerState.GONE;
    }

    /// Tells the worker to leave after what it has got.
    void retire() {
        if (state != WorkerState.LEAVING && state != WorkerState.GONE) {
            state = state.after(WorkerState.Event.RETIRED);
            if (!outbox.isWriting()) {
                sendStop();
            }
        }
    }

    private void sendStop() {
        if (!isStopSent) {
            isStopSent = !isCorrupted && trySendStop();
            wake();
        }
    }

    private boolean trySendStop() {
        try {
            return outbox.send(PoolProtocol.STOP, new byte[0]);
        } catch (RingCorruptedException e) {
            distrust(e);
            return false;
        }
    }

    /// What a dead worker leaves.
    ///
    /// @param victims units that it had started and not answered, one at the most as long as it
    ///     played by the rules; or that several workers died of before they could start it
    /// @param rest units that another worker may run
    record Estate(List<WorkUnit> victims, List<WorkUnit> rest) {}

    /// The worker is dead, and its last answers have been heard.
    Estate bury() {
        state = state.after(WorkerState.Event.EXITED);
        var estate = new Estate(new ArrayList<>(), new ArrayList<>());
        var first = inFlight.peek();
        if (first != null) {
            first.lostWorkers++;
        }
        for (var unit : inFlight) {
            boolean mayBeRun =
                    claims.isOffered(unit.number) && unit.lostWorkers < MOST_LOST_WORKERS;
            (mayBeRun ? estate.rest : estate.victims).add(unit);
            unit.worker = null;
        }
        inFlight.clear();
        return estate;
    }

    /// Takes away all that is in flight, whatever becomes of the worker.
    List<WorkUnit> abandon() {
        var units = List.copyOf(inFlight);
        units.forEach(unit -> unit.worker = null);
        inFlight.clear();
        return units;
    }

    /// Says how it died, before its memory is used again.
    WorkerDiedException death(WorkUnit unit, ExitStatus status, String lastOutput) {
        return witness.death(unit, status, why, lastOutput);
    }

    /// Says how it died without a task.
    ///
    /// @param when it did, in words
    WorkerDiedException death(String when, ExitStatus status, String lastOutput) {
        return witness.death(when, status, why, lastOutput);
    }

    /// Adds what it runs now, if anything.
    void describeRunning(List<ProcessPool.RunningTask> running) {
        long age = System.nanoTime() - lastAnswerNanos;
        witness.describeRunning(inFlight.peek(), age, running);
    }

    void close() {
        tasks.close();
        attention.close();
    }
}
