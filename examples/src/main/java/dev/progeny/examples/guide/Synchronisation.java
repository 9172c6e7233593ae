package dev.progeny.examples.guide;

import dev.progeny.process.ChildProcess;
import dev.progeny.sync.AbandonedLockException;
import dev.progeny.sync.SharedBarrier;
import dev.progeny.sync.SharedCondition;
import dev.progeny.sync.SharedEvent;
import dev.progeny.sync.SharedLock;
import dev.progeny.sync.SharedSemaphore;

import java.time.Duration;

/// The snippets of docs/synchronisation.md.
public final class Synchronisation {
    private Synchronisation() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        hold();
        death();
        condition();
        semaphore();
        event();
        barrier();
    }

    private static void hold() throws Exception {
        // snippet: hold
        try (var lock = SharedLock.create();
                var child = ChildProcess.start(() -> workAlone(lock))) {
            workAlone(lock);
            IO.println("both done: " + child.join().isSuccess());
        }
        // end
    }

    private static void workAlone(SharedLock lock) throws InterruptedException {
        try (var _ = lock.hold()) {
            Thread.onSpinWait(); // nobody else is here, in any process
        }
    }

    private static void death() throws Exception {
        try (var lock = SharedLock.create();
                var child = ChildProcess.start(() -> dieHolding(lock))) {
            child.join();
            // snippet: death
            try {
                lock.lock();
            } catch (AbandonedLockException e) {
                IO.println("repairing"); // what the lock guards may be half changed
                lock.recover(); // now held, as if nothing had happened
            }
            try {
                IO.println("goes on");
            } finally {
                lock.unlock();
            }
            // end
        }
    }

    private static void dieHolding(SharedLock lock) {
        lock.lock();
        Runtime.getRuntime().halt(9);
    }

    private static void condition() throws Exception {
        // snippet: condition
        try (var lock = SharedLock.create();
                var changed = lock.newCondition();
                var ready = SharedEvent.create();
                var child = ChildProcess.start(() -> setAndSignal(lock, changed, ready))) {
            try (var _ = lock.hold()) {
                while (!ready.isSet()) {
                    changed.await();
                }
            }
            IO.println("changed, exit code " + child.join().code());
        }
        // end
    }

    private static void setAndSignal(SharedLock lock, SharedCondition changed, SharedEvent ready)
            throws InterruptedException {
        try (var _ = lock.hold()) {
            ready.set();
            changed.signal();
        }
    }

    private static void semaphore() throws Exception {
        // snippet: semaphore
        try (var licences = SharedSemaphore.bounded(2)) {
            licences.acquire();
            try {
                IO.println(licences.availablePermits() + " left");
            } finally {
                licences.release();
            }
        }
        // end
    }

    private static void event() throws Exception {
        // snippet: event
        try (var go = SharedEvent.create();
                var child = ChildProcess.start(() -> go.await(Duration.ofSeconds(30)))) {
            go.set();
            IO.println("went: " + child.result().get());
        }
        // end
    }

    private static void barrier() throws Exception {
        // snippet: barrier
        try (var barrier = SharedBarrier.create(2);
                var child = ChildProcess.start(() -> barrier.await(Duration.ofSeconds(30)))) {
            int mine = barrier.await(Duration.ofSeconds(30));
            IO.println("both came: " + (mine + child.result().get() == 1));
        }
        // end
    }
}

// Output:
// both done: true
// repairing
// goes on
// changed, exit code 0
// 1 left
// went: true
// both came: true
