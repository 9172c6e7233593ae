package dev.progeny.bench.program;

import dev.progeny.channel.SharedQueue;
import dev.progeny.process.ChildProcess;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/// Small elements from this process through a queue to some children. Argument: how many children.
public final class QueueFanOut {
    private static final int CAPACITY = 1024;
    private static final int ELEMENTS = 100_000;
    private static final int STOP = -1;

    private QueueFanOut() {}

    public static void main(String[] arguments) throws Exception {
        int takers = Integer.parseInt(arguments[0]);
        var children = new ArrayList<ChildProcess<Long>>();
        try (var queue = SharedQueue.<Integer>create(CAPACITY)) {
            for (int i = 0; i < takers; i++) {
                children.add(ChildProcess.start(() -> drain(queue)));
            }
            var put = new long[1];
            Measurement.of(arguments)
                    .report(
                            "/s",
                            () -> {
                                put[0] += ELEMENTS;
                                return sample(queue);
                            },
                            () -> finish(queue, children, put[0]));
        }
    }

    private static long drain(SharedQueue<Integer> queue) throws InterruptedException {
        long count = 0;
        while (queue.take() != STOP) {
            count++;
        }
        return count;
    }

    private static double sample(SharedQueue<Integer> queue) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < ELEMENTS; i++) {
            queue.put(42);
        }
        return ELEMENTS / ((System.nanoTime() - begin) / 1e9);
    }

    private static void finish(
            SharedQueue<Integer> queue, Iterable<ChildProcess<Long>> children, long put)
            throws Exception {
        for (var _ : children) {
            queue.put(STOP);
        }
        long taken = 0;
        for (var child : children) {
            taken += child.result().get(30, TimeUnit.SECONDS);
            child.join();
        }
        Measurement.check(taken == put, "put=" + put + ", taken=" + taken);
    }
}
