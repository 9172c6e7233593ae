package dev.progeny.bench.program;

import dev.progeny.process.ChildProcess;
import dev.progeny.shm.SharedLong;

/// Two processes add one to a shared number, many times at once: increments a second of both.
public final class SharedCounter {
    private static final int INCREMENTS = 2_000_000;
    private static final long END = -1;

    private SharedCounter() {}

    public static void main(String[] arguments) throws Exception {
        try (var value = SharedLong.create(0);
                var round = SharedLong.create(0);
                var done = SharedLong.create(0);
                var other = ChildProcess.start(() -> serve(value, round, done))) {
            Measurement.of(arguments).report("/s", () -> sample(value, round, done));
            round.set(END);
            other.join();
        }
    }

    private static double sample(SharedLong value, SharedLong round, SharedLong done) {
        long before = value.get();
        long number = round.get() + 1;
        long begin = System.nanoTime();
        round.set(number);
        add(value);
        while (done.get() != number) {
            Thread.onSpinWait();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long added = value.get() - before;
        Measurement.check(added == 2L * INCREMENTS, "added=" + added);
        return added / seconds;
    }

    private static void serve(SharedLong value, SharedLong round, SharedLong done) {
        for (long last = 0; ; ) {
            long number = round.get();
            if (number == END) {
                return;
            } else if (number == last) {
                Thread.onSpinWait();
            } else {
                last = number;
                add(value);
                done.set(number);
            }
        }
    }

    private static void add(SharedLong value) {
        for (int i = 0; i < INCREMENTS; i++) {
            value.getAndAdd(1);
        }
    }
}
