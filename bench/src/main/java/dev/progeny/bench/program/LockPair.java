package dev.progeny.bench.program;

import dev.progeny.sync.Reentrancy;
import dev.progeny.sync.SharedLock;

/// A lock that nobody else wants, taken and given up.
public final class LockPair {
    private static final int PAIRS = 100_000;

    private LockPair() {}

    public static void main(String[] arguments) throws Exception {
        try (var lock = SharedLock.create(Reentrancy.NONE)) {
            Measurement.of(arguments).report("ns", () -> sample(lock));
        }
    }

    private static double sample(SharedLock lock) {
        int[] inside = {0};
        long begin = System.nanoTime();
        for (int i = 0; i < PAIRS; i++) {
            lock.lock();
            try {
                inside[0]++;
            } finally {
                lock.unlock();
            }
        }
        double nanos = (double) (System.nanoTime() - begin) / PAIRS;
        Measurement.check(inside[0] == PAIRS && lock.holder().isEmpty(), "lock=" + lock);
        return nanos;
    }
}
