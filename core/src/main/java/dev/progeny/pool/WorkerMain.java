package dev.progeny.pool;

import dev.progeny.archive.Rehearsed;
import dev.progeny.family.Region;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// The task that makes a child a worker.
///
/// It travels as one array of plain values, [Field] by field. Records inside it would be nicer to
/// read: but a cold JVM makes method handles for each constructor that it calls by reflection, and
/// the three that there were took a worker 20 ms.
///
/// @param fields in the order of [Field]
@SuppressWarnings("ArrayRecordComponent") // never compared
record WorkerMain(@Nullable Object... fields) implements RemoteRunnable, Rehearsed {

    /// Where what is in the array. Constants of an enum would be made at the start, too.
    private static final class Field {
        static final int MEMORY = 0;
        static final int PARENT_BELL = 3;
        static final int PARENT_PID = 6;
        static final int SPIN_NANOS = 7;
        static final int INITIALIZER = 8;
        static final int EXIT_TASK = 9;
        static final int GROWTH_LIMIT = 10;
    }

    private static final int FAILED = 1;

    /// Makes the task.
    ///
    /// @param memory what it shares with its parent
    /// @param parentBell the bell of all the pool's workers
    /// @param parentPid whose death ends it
    /// @param spinNanos how long it may spin before it sleeps
    /// @param duties what it does besides tasks
    static WorkerMain of(
            Region.Handle memory,
            Region.Handle parentBell,
            long parentPid,
            long spinNanos,
            Duties duties) {
        return new WorkerMain(
                memory.address(),
                memory.offset(),
                memory.byteSize(),
                parentBell.address(),
                parentBell.offset(),
                parentBell.byteSize(),
                parentPid,
                spinNanos,
                duties.initializer(),
                duties.exitTask(),
                duties.growthLimit());
    }

    private Region.Handle handle(int field) {
        var address = (String) Objects.requireNonNull(fields[field]);
        return new Region.Handle(address, number(field + 1), number(field + 2));
    }

    private long number(int field) {
        return (Long) Objects.requireNonNull(fields[field]);
    }

    private Duties duties() {
        return new Duties(
                (RemoteRunnable) fields[Field.INITIALIZER],
                (RemoteCallable<?>) fields[Field.EXIT_TASK],
                number(Field.GROWTH_LIMIT));
    }

    @Override
    public RemoteRunnable rehearsal() {
        return new WorkerRehearsal();
    }

    @Override
    public void runRemotely() throws Exception {
        var os = Os.current();
        os.endWithParent();
        var parent = os.identify(number(Field.PARENT_PID));
        if (parent == null) {
            return;
        }
        try (var peer = os.watch(parent)) {
            leave(workUnlessOrphaned(os, peer));
        } catch (Throwable e) {
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            Runtime.getRuntime().halt(FAILED);
        }
    }

    /// Ends this process whatever threads its tasks have left behind: the pool waits for its end.
    /// Where memory ran out nothing of the user's is run any more. An orphan is ended by the watch
    /// of its bootstrap, which cleans up after the parent before. No switch: its class would
    /// have to be loaded, and there may be no descriptor left for that.
    private static void leave(WorkerLoop.End end) throws InterruptedException {
        if (end == WorkerLoop.End.DAMAGED) {
            Runtime.getRuntime().halt(end.code);
        } else if (end == WorkerLoop.End.ORPHANED) {
            Thread.currentThread().join();
        } else {
            Runtime.getRuntime().exit(end.code);
        }
    }

    /// Works. What fails since the parent has died, which takes its memory along, is no failure.
    private WorkerLoop.End workUnlessOrphaned(Os os, Peer parent) {
        try {
            return work(os, parent);
        } catch (RuntimeException e) {
            if (parent.isAlive()) {
                throw e;
            }
            return WorkerLoop.End.ORPHANED;
        }
    }

    /// Works until told to stop, or until the parent has died.
    ///
    /// @param parent the parent's watch; null in the same process
    /// @return why it stopped
    WorkerLoop.End work(Os os, @Nullable Peer parent) {
        try (var mine = Region.attach(handle(Field.MEMORY));
                var shared = Region.attach(handle(Field.PARENT_BELL));
                var bell = Doorbell.at(shared.segment(), os);
                var loop = new WorkerLoop(mine.segment(), bell, os, parent)) {
            if (parent != null) {
                leaveQuickly(loop);
            }
            loop.spin(Spin.upTo(number(Field.SPIN_NANOS)));
            return loop.run(duties());
        }
    }

    private static void leaveQuickly(WorkerLoop loop) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(loop::exit, "progeny-worker-exit"));
        } catch (IllegalStateException e) { // this JVM ends already
            loop.exit();
        }
    }
}
