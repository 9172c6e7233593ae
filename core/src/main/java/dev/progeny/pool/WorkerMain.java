package dev.progeny.pool;

import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.shm.Region;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

/// The task that makes a child a worker.
///
/// @param memory what it shares with its parent
/// @param parentBell the bell of all the pool's workers
/// @param parentPid whose death ends it
/// @param spinNanos how long it may spin before it sleeps
/// @param initializer run before the first task
record WorkerMain(
        Region.Handle memory,
        Region.Handle parentBell,
        long parentPid,
        long spinNanos,
        @Nullable RemoteRunnable initializer)
        implements RemoteRunnable {

    @Override
    public void runRemotely() throws Exception {
        var os = Os.current();
        os.endWithParent();
        var parent = os.identify(parentPid);
        if (parent == null) {
            return;
        }
        try (var peer = os.watch(parent)) {
            work(os, peer);
        }
    }

    /// Works until told to stop, or until the parent has died.
    ///
    /// @param parent the parent's watch; null in the same process
    void work(Os os, @Nullable Peer parent) throws Exception {
        try (var mine = Region.attach(memory);
                var shared = Region.attach(parentBell);
                var bell = Doorbell.at(shared.segment(), os);
                var loop = new WorkerLoop(mine.segment(), bell, os, parent)) {
            loop.spin(Spin.upTo(spinNanos));
            loop.run(initializer);
        }
    }
}
