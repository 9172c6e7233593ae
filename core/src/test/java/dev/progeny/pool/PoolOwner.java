package dev.progeny.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Main class of a JVM that has a pool and is ended by its parent, a test.
///
/// It says the pids of all its workers in one line once they work, then goes on as the first
/// argument says.
final class PoolOwner {
    private PoolOwner() {}

    static void main(String[] arguments) throws Exception {
        var gate = new Gate(Path.of(arguments[1], "gate" + System.nanoTime()).toString());
        try (var pool = ProcessPool.open(2)) {
            var pids = new ArrayList<Long>();
            for (var pid : bothWorkers(pool, gate)) {
                pids.add(pid);
            }
            switch (arguments[0]) {
                case "idle" -> say(pids);
                case "map" -> mapForEver(pool, pids);
                case "wedged" -> wedge(pool, pids);
                case "stubborn" -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(Signals::hang));
                    wedge(pool, pids);
                }
                case "holding out" -> {
                    holdOut(pool, gate);
                    say(pids);
                }
                case "halt" -> {
                    say(pids);
                    Runtime.getRuntime().halt(9);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            Signals.hang();
        }
    }

    /// The gate opens when both run, so it is one task for each.
    private static List<Long> bothWorkers(ProcessPool pool, Gate gate) throws Exception {
        var tasks =
                IntStream.range(0, 2)
                        .mapToObj(
                                i ->
                                        pool.submit(
                                                () -> {
                                                    gate.pass();
                                                    return ProcessHandle.current().pid();
                                                }))
                        .toList();
        while (pool.status().running() < 2) {
            Thread.onSpinWait();
        }
        gate.open();
        return List.of(tasks.get(0).get(), tasks.get(1).get());
    }

    /// Workers whose hooks never end.
    private static void holdOut(ProcessPool pool, Gate gate) {
        for (int i = 0; i < 2; i++) {
            var isThere = new Gate(gate.file() + i);
            var _ =
                    pool.submit(
                            () -> {
                                Runtime.getRuntime().addShutdownHook(new Thread(Signals::hang));
                                isThere.open();
                                Signals.hang();
                            });
            isThere.pass();
        }
    }

    private static void say(List<Long> pids) {
        System.out.println(pids.get(0) + " " + pids.get(1));
        System.out.flush();
    }

    private static void mapForEver(ProcessPool pool, List<Long> pids) throws Exception {
        var items = IntStream.range(0, 1000).boxed().toList();
        say(pids);
        while (true) {
            var results = pool.map(o -> o.withChunkSize(10), (Integer x) -> x + 1, items);
            if (results.size() != items.size()) {
                throw new AssertionError("results=" + results.size());
            }
        }
    }

    /// Workers that look at nothing any more.
    private static void wedge(ProcessPool pool, List<Long> pids) {
        for (int i = 0; i < 2; i++) {
            var _ = pool.submit(Signals::hang);
        }
        while (pool.status().running() < 2) {
            Thread.onSpinWait();
        }
        say(pids);
    }
}
