package dev.progeny.bench.program;

import dev.progeny.manager.Manager;
import dev.progeny.manager.RemoteMap;
import dev.progeny.process.ChildProcess;
import dev.progeny.shm.SharedLongArray;

import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// Some processes call a managed map all the time: calls a second of all of them.
public final class ManagerCalls {
    private static final long WINDOW_NANOS = 250_000_000;

    /// Between two clients' counters, so that they do not share a cache line.
    private static final int STRIDE = 16;

    /// Of each client, until it counts as warm: eight JVMs on two processors compile for seconds.
    private static final int WARM_CALLS = 20_000;

    private ManagerCalls() {}

    public static void main(String[] arguments) throws Exception {
        int clients = Integer.parseInt(arguments[0]);
        var children = new ArrayList<ChildProcess<Void>>();
        try (var manager = Manager.start();
                var counts = SharedLongArray.create(clients * STRIDE)) {
            RemoteMap<String, Integer> map = manager.map();
            map.put("a", 42);
            for (int i = 0; i < clients; i++) {
                int counter = i * STRIDE;
                children.add(ChildProcess.start(() -> call(map, counts, counter)));
            }
            awaitAll(counts);
            Measurement.of(arguments).report("/s", () -> sample(counts));
            children.forEach(ChildProcess::kill);
            for (var child : children) {
                child.join();
            }
        }
    }

    private static void call(RemoteMap<String, Integer> map, SharedLongArray counts, int counter) {
        while (true) {
            Measurement.check(Objects.equals(map.get("a"), 42), "another value came back");
            counts.getAndAdd(counter, 1);
        }
    }

    private static void awaitAll(SharedLongArray counts) {
        for (int i = 0; i < counts.length(); i += STRIDE) {
            while (counts.get(i) < WARM_CALLS) {
                // parks: a client that boots and compiles needs the processor
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static double sample(SharedLongArray counts) {
        long before = sum(counts);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WINDOW_NANOS) {
            // parks: the clients need the processors
            LockSupport.parkNanos(WINDOW_NANOS);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return (sum(counts) - before) / seconds;
    }

    private static long sum(SharedLongArray counts) {
        long sum = 0;
        for (int i = 0; i < counts.length(); i += STRIDE) {
            sum += counts.get(i);
        }
        return sum;
    }
}
