package dev.progeny.examples.guide;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.manager.ByReference;
import dev.progeny.manager.CallTimeoutException;
import dev.progeny.manager.Manager;
import dev.progeny.manager.RemoteMap;
import dev.progeny.manager.RemoteNamespace;
import dev.progeny.manager.RemoteQueue;
import dev.progeny.process.ChildProcess;
import dev.progeny.sync.AbandonedLockException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The snippets of docs/managers.md.
public final class Managers {
    private Managers() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        counts();
        nested();
        counter();
        pool();
        far();
        death();
    }

    private static void counts() throws Exception {
        // snippet: counts
        try (var manager = Manager.start()) {
            RemoteMap<String, Integer> counts = manager.map();
            counts.merge("a", 1, Integer::sum); // runs at the map, as one atomic call
            try (var child = ChildProcess.start(() -> counts.merge("a", 1, Integer::sum))) {
                IO.println(child.result().get());
            }
            IO.println(counts.snapshot());
        }
        // end
    }

    private static void nested() throws Exception {
        // snippet: nested
        try (var manager = Manager.start()) {
            RemoteMap<String, RemoteQueue<String>> inboxes = manager.map();
            inboxes.put("ann", manager.queue(10));
            var child = ChildProcess.start(() -> inboxes.get("ann").put("hello"));
            IO.println(inboxes.get("ann").take());
            child.join();
        }
        // end
    }

    // snippet: interface
    interface Counter {
        int add(int n);

        Stream<Integer> upTo(int n); // pulled in batches

        CompletableFuture<Integer> later(int n); // does not block

        void each(@ByReference Consumer<Integer> seen); // calls back

        void sleep(Duration time) throws InterruptedException;
    }

    // end

    private static final class Counting implements Counter {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public int add(int n) {
            return count.addAndGet(n);
        }

        @Override
        public Stream<Integer> upTo(int n) {
            return IntStream.rangeClosed(1, n).boxed();
        }

        @Override
        public CompletableFuture<Integer> later(int n) {
            return CompletableFuture.supplyAsync(() -> add(n));
        }

        @Override
        public void each(Consumer<Integer> seen) {
            seen.accept(count.get());
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.currentThread().join(time);
        }
    }

    private static void counter() throws Exception {
        // snippet: counter
        try (var manager = Manager.start()) {
            manager.bind("counter", Counter.class, Counting::new); // made at the server
            Counter counter = manager.lookup("counter", Counter.class);
            IO.println(counter.add(2) + " " + counter.later(3).get());
            IO.println(counter.upTo(100).mapToInt(n -> n).sum());
            counter.each(n -> IO.println("seen here: " + n));
            try {
                Manager.within(Duration.ofMillis(100), counter).sleep(Duration.ofHours(1));
            } catch (CallTimeoutException e) {
                IO.println("given up");
            }
        }
        // end
    }

    private static void pool() throws Exception {
        // snippet: pool
        try (var manager = Manager.start();
                var pool = manager.pool(2)) { // its workers are children of the server
            var client = ChildProcess.start(() -> pool.map(x -> x * x, List.of(1, 2, 3)));
            IO.println(client.result().get());
            client.join();
        }
        // end
    }

    private static void far() throws Exception {
        // snippet: far
        var key = AuthKey.random();
        try (var server = Manager.serve(Address.Tcp.loopback(), key);
                var client = Manager.connect(server.address(), key)) {
            server.bind("names", server.namespace());
            var names = client.lookup("names", RemoteNamespace.class);
            names.set("title", "set far away");
            IO.println(names);
        }
        // end
    }

    private static void death() throws Exception {
        // snippet: death
        try (var manager = Manager.start()) {
            var lock = manager.lock();
            var taken = manager.event();
            var child =
                    ChildProcess.start(
                            () -> {
                                lock.lock();
                                taken.set();
                                Thread.currentThread().join();
                            });
            taken.await();
            child.kill();
            try {
                lock.lock();
            } catch (AbandonedLockException e) {
                IO.println("repairing"); // what the lock guards may be half changed
                lock.recover();
            }
            lock.unlock();
        }
        // end
    }
}

// Output:
// 2
// {a=2}
// hello
// 2 5
// 5050
// seen here: 5
// given up
// [1, 4, 9]
// [title=set far away]
// repairing
