package dev.progeny.process;

import dev.progeny.os.ParentLink;

import java.util.concurrent.locks.LockSupport;

/// Ends this process when its parent has died, whatever killed the parent.
///
/// It looks four times a second. Blocking in a read until the parent's end of the channel closes
/// would know it sooner, but a JVM that ends waits 300 ms for a thread in a native read.
final class OrphanWatch extends Thread {
    private static final long PERIOD_NANOS = 250_000_000;

    /// As if by SIGTERM, by convention.
    static final int ORPHANED = 143;

    private final ParentLink link;

    private OrphanWatch(ParentLink link) {
        super(null, null, "progeny-orphan-watch", 0, false);
        this.link = link;
    }

    static void start(ParentLink link) {
        var watch = new OrphanWatch(link);
        watch.setDaemon(true);
        watch.start();
    }

    @Override
    public void run() {
        try {
            while (isParentAlive()) {
                // parks: the floor for waiting would load what a cold child does not need
                LockSupport.parkNanos(PERIOD_NANOS);
            }
            link.sweepAfterParent();
        } finally {
            // halt, not exit: hooks of an orphan may wait for ever for what has died with its
            // parent. In any case: the sweep may need a class whose file has gone meanwhile, and
            // nobody else would ever end this process.
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    /// A task may have used up the memory for the moment; that says nothing of the parent.
    private boolean isParentAlive() {
        try {
            return link.isParentAlive();
        } catch (OutOfMemoryError e) {
            return true;
        }
    }
}
