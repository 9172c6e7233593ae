package dev.progeny.pool;

import dev.progeny.archive.Rehearsed;
import dev.progeny.family.Region;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

/// The task that makes a child a worker.
///
/// @param memory what it shares with its parent
/// @param parentBell the bell of all the pool's workers
/// @param parentPid whose death ends it
/// @param spinNanos how long it may spin before it sleeps
/// @param duties what it does besides tasks
record WorkerMain(
        Region.Handle memory,
        Region.Handle parentBell,
        long parentPid,
        long spinNanos,
        Duties duties)
        implements RemoteRunnable, Rehearsed {

    private static final int FAILED = 1;

    @Override
    public RemoteRunnable rehearsal() {
        return new WorkerRehearsal();
    }

    @Override
    public void runRemotely() throws Exception {
        var os = Os.current();
        os.endWithParent();
        var parent = os.identify(parentPid);
        if (parent == null) {
            return;
        }
        try (var peer = os.watch(parent)) {
            leave(work(os, peer));
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

    /// Works until told to stop, or until the parent has died.
    ///
    /// @param parent the parent's watch; null in the same process
    /// @return why it stopped
    WorkerLoop.End work(Os os, @Nullable Peer parent) {
        try (var mine = Region.attach(memory);
                var shared = Region.attach(parentBell);
                var bell = Doorbell.at(shared.segment(), os);
                var loop = new WorkerLoop(mine.segment(), bell, os, parent)) {
            if (parent != null) {
                leaveQuickly(loop);
            }
            loop.spin(Spin.upTo(spinNanos));
            return loop.run(duties);
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
