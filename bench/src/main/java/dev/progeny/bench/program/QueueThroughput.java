package dev.progeny.bench.program;

import dev.progeny.channel.SharedQueue;
import dev.progeny.process.ChildProcess;

import java.util.ArrayList;

/// Elements through a queue from some children to this process. Arguments: how many children, and
/// bytes of an element; 0 for a small integer.
public final class QueueThroughput {
    private static final int CAPACITY = 1024;
    private static final int BYTES_PER_SAMPLE = 256 << 20;
    private static final int MOST_ELEMENTS = 200_000;

    private QueueThroughput() {}

    public static void main(String[] arguments) throws Exception {
        int putters = Integer.parseInt(arguments[0]);
        int size = Integer.parseInt(arguments[1]);
        int elements = Math.min(MOST_ELEMENTS, BYTES_PER_SAMPLE / Math.max(1, size));
        var children = new ArrayList<ChildProcess<Void>>();
        try (var queue = SharedQueue.<Object>create(CAPACITY)) {
            for (int i = 0; i < putters; i++) {
                children.add(ChildProcess.start(() -> flood(queue, size)));
            }
            Measurement.of(arguments).report("/s", () -> sample(queue, size, elements));
            children.forEach(ChildProcess::kill);
        }
    }

    private static void flood(SharedQueue<Object> queue, int size) throws InterruptedException {
        Object element = size == 0 ? (Object) 42 : new byte[size];
        while (true) {
            queue.put(element);
        }
    }

    private static double sample(SharedQueue<Object> queue, int size, int elements)
            throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < elements; i++) {
            Object element = queue.take();
            boolean isRight =
                    size == 0
                            ? element.equals(42)
                            : element instanceof byte[] bytes && bytes.length == size;
            Measurement.check(isRight, "taken=" + element);
        }
        return elements / ((System.nanoTime() - begin) / 1e9);
    }
}
