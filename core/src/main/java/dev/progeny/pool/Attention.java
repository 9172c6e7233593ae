package dev.progeny.pool;

import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The thread of a worker that hears what is asked of its task while that runs, and gives signs of
/// life.
final class Attention implements AutoCloseable {
    /// Between two signs of life.
    private static final Duration BEAT = Duration.ofMillis(100);

    private final WorkerMemory memory;
    private final Doorbell bell;
    private final RunningUnit running;
    private final @Nullable Peer parent;
    private Footprint footprint = new Footprint(Long.MAX_VALUE);
    private final Thread thread;

    Attention(WorkerMemory memory, Doorbell bell, RunningUnit running, @Nullable Peer parent) {
        this.memory = memory;
        this.bell = bell;
        this.running = running;
        this.parent = parent;
        thread = Thread.ofPlatform().daemon().name("progeny-attention").unstarted(this::run);
    }

    /// Begins to listen and to give signs of life.
    ///
    /// @param growthLimit bytes by which the worker may grow from now on
    Attention start(long growthLimit) {
        footprint = new Footprint(growthLimit);
        thread.start();
        return this;
    }

    private void run() {
        long seen = 0;
        boolean isRehearsed = false;
        while (true) {
            long last = seen;
            var outcome =
                    bell.awaitUninterruptibly(
                            () -> memory.request() != last, Deadline.after(BEAT), parent);
            if (outcome == Wait.READY) {
                seen = memory.request();
                running.obey(seen, memory);
            } else if (outcome == Wait.TIMED_OUT) {
                memory.growth(footprint.growth());
                if (!isRehearsed) { // its classes are loaded before a late task is waited for
                    isRehearsed = Stack.encode(thread.getStackTrace()).length > 0;
                }
            } else {
                return;
            }
            memory.beat();
        }
    }

    /// Ends the thread, before the memory goes.
    @Override
    public void close() {
        bell.close();
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) { // meant for a task that is over
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
