package dev.progeny.bench.program;

import dev.progeny.process.ChildProcess;
import dev.progeny.sync.Reentrancy;
import dev.progeny.sync.SharedBarrier;
import dev.progeny.sync.SharedEvent;
import dev.progeny.sync.SharedLock;

/// A lock that two processes take as often as they can: how often both do together.
public final class LockContended {
    private static final int PAIRS = 200_000;

    private LockContended() {}

    public static void main(String[] arguments) throws Exception {
        try (var lock = SharedLock.create(Reentrancy.NONE);
                var meet = SharedBarrier.create(2);
                var isOver = SharedEvent.create();
                var child = ChildProcess.start(() -> rival(lock, meet, isOver))) {
            Measurement.of(arguments).report("/s", () -> sample(lock, meet));
            isOver.set();
            meet.await();
            Measurement.check(child.join().isSuccess(), "the rival: " + child.exitStatus());
        }
    }

    private static double sample(SharedLock lock, SharedBarrier meet) throws Exception {
        meet.await();
        long begin = System.nanoTime();
        takeAndGive(lock);
        meet.await();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Measurement.check(lock.holder().isEmpty(), "lock=" + lock);
        return 2 * PAIRS / seconds;
    }

    private static void rival(SharedLock lock, SharedBarrier meet, SharedEvent isOver)
            throws Exception {
        while (true) {
            meet.await();
            if (isOver.isSet()) {
                return;
            }
            takeAndGive(lock);
            meet.await();
        }
    }

    private static void takeAndGive(SharedLock lock) {
        long inside = 0;
        for (int i = 0; i < PAIRS; i++) {
            lock.lock();
            try {
                inside++;
            } finally {
                lock.unlock();
            }
        }
        Measurement.check(inside == PAIRS, "inside=" + inside);
    }
}
