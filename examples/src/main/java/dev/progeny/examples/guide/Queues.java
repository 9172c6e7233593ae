package dev.progeny.examples.guide;

import dev.progeny.channel.QueueClosedException;
import dev.progeny.channel.SharedQueue;
import dev.progeny.process.ChildProcess;

import java.time.Duration;
import java.util.ArrayList;

/// The snippets of docs/queues.md.
public final class Queues {
    private Queues() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        putAndTake();
        workers();
        shutdown();
        producers();
    }

    private static void putAndTake() throws Exception {
        // snippet: put
        try (var queue = SharedQueue.<String>create(1024)) {
            var child = ChildProcess.start(() -> queue.put("hello from a child"));
            IO.println(queue.take());
            child.join();
        }
        // end
    }

    private static void workers() throws Exception {
        // snippet: workers
        try (var tasks = SharedQueue.<Integer>create(100);
                var squares = SharedQueue.<Integer>create(100)) {
            var workers = new ArrayList<ChildProcess<Void>>();
            for (int i = 0; i < 2; i++) {
                workers.add(ChildProcess.start(() -> square(tasks, squares)));
            }
            for (int i = 1; i <= 10; i++) {
                tasks.put(i);
            }
            tasks.joinTasks(); // until taskDone() was called for each
            tasks.shutdown(); // the workers' next take says so
            for (var worker : workers) {
                worker.join();
            }
            IO.println(squares.stream().mapToInt(n -> n).sum());
        }
        // end
    }

    // snippet: worker
    private static void square(SharedQueue<Integer> tasks, SharedQueue<Integer> squares)
            throws InterruptedException {
        try {
            while (true) {
                int n = tasks.take();
                squares.put(n * n);
                tasks.taskDone();
            }
        } catch (QueueClosedException e) {
            // shut down and empty: the work is done
        }
    }

    // end

    private static void shutdown() throws Exception {
        // snippet: bounds
        try (var queue = SharedQueue.<byte[]>create(2, 1 << 16)) { // 2 elements, 64 KiB
            queue.put(new byte[30_000]);
            queue.put(new byte[100_000]); // more than half of it: takes memory of its own
            boolean isPut = queue.offer(new byte[1], Duration.ofMillis(10));
            IO.println(isPut + ", room for " + queue.remainingCapacity());
        }
        // end
    }

    private static void producers() throws Exception {
        // snippet: producers
        try (var queue = SharedQueue.<Integer>create(100)) {
            try (var _ = queue.producers().enter()) { // this process, while it starts the others
                for (int i = 1; i <= 3; i++) {
                    int n = i;
                    var child = ChildProcess.start(() -> queue.put(n * n));
                    queue.producers().enter(child.toHandle());
                }
            }
            int sum = 0;
            try {
                while (true) {
                    sum += queue.take();
                }
            } catch (QueueClosedException e) {
                IO.println(sum + ": " + e.getMessage());
            }
        }
        // end
    }
}

// Output:
// hello from a child
// 385
// false, room for 0
// 14: the queue has ended, since none of its declared producers is left, and is empty
