package dev.progeny.examples.guide;

import dev.progeny.pool.ProcessPool;
import dev.progeny.pool.RetryOn;
import dev.progeny.pool.TaskTimeoutException;
import dev.progeny.pool.WorkerDiedException;
import dev.progeny.pool.WorkerLocal;
import dev.progeny.process.Stdio;
import dev.progeny.process.ThisProcess;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The snippets of docs/pools.md.
public final class Pools {
    private static int tasksSeen;

    private Pools() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        submit();
        try (var pool = ProcessPool.open(2)) {
            map(pool);
            gather(pool);
            failure(pool);
            death(pool);
            cancel(pool);
            limit(pool);
            retries(pool);
            priority(pool);
        }
        insights();
        stats();
        options();
        life();
        backlog();
        initializer();
        memory();
        nested();
        inProcess();
        stop();
    }

    private static int length(String word) {
        return word.length();
    }

    private static void submit() throws Exception {
        // snippet: submit
        try (var pool = ProcessPool.open(2)) {
            CompletableFuture<Integer> length = pool.submit(() -> length("worker"));
            length.thenAccept(n -> IO.println("length " + n)).join();
        } // close() waits for what was submitted, then ends the workers
        // end
    }

    private static void map(ProcessPool pool) throws Exception {
        // snippet: map
        List<String> words = List.of("a", "pool", "of", "processes");
        List<Integer> lengths = pool.map(word -> length(word), words);
        List<Integer> one = pool.map(o -> o.withChunkSize(1), word -> length(word), words);
        List<Long> powers =
                pool.mapBoth((x, y) -> Math.round(Math.pow(x, y)), List.of(2, 3), List.of(10, 4));
        IO.println(lengths + " " + one + " " + powers);
        // end
    }

    private static void gather(ProcessPool pool) {
        // snippet: gather
        List<Integer> firstTen =
                Stream.iterate(1, x -> x + 1) // without end
                        .gather(pool.mapping(x -> x * x))
                        .limit(10)
                        .toList();
        IO.println(firstTen);
        // end
    }

    private static void failure(ProcessPool pool) throws Exception {
        // snippet: failure
        try {
            pool.submit(() -> Integer.parseInt("seven")).get();
        } catch (ExecutionException e) {
            IO.println(e.getCause()); // NumberFormatException, with the frames of the worker
        }
        // end
    }

    private static void death(ProcessPool pool) throws Exception {
        // snippet: death
        var bad = pool.submit(() -> Runtime.getRuntime().halt(3)); // a crash would do the same
        var good = pool.submit(() -> 6 * 7);
        try {
            bad.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerDiedException died) {
                IO.println("lost: " + died.status().describe() + "; not lost: " + good.get());
            }
        }
        // end
    }

    private static void cancel(ProcessPool pool) throws Exception {
        // snippet: cancel
        var endless = pool.submit(Pools::spin);
        try {
            endless.get(500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            endless.cancel(true); // interrupts it; after the grace its worker is replaced
        }
        IO.println(endless.isCancelled() + ", and " + pool.call(() -> "the pool works on"));
        // end
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void limit(ProcessPool pool) throws Exception {
        // snippet: limit
        var late =
                pool.submit(
                        o -> o.withTimeout(Duration.ofMillis(200)).withLabel("endless"),
                        Pools::spin);
        try {
            late.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TaskTimeoutException timeout) {
                IO.println("late: " + timeout.limit()); // its stack trace is that of the task
            }
        }
        // end
    }

    private static void retries(ProcessPool pool) throws Exception {
        // snippet: retries
        var result =
                pool.submit(
                        o ->
                                o.withRetries(2, RetryOn.DEATH, RetryOn.TIMEOUT)
                                        .withBackoff(Duration.ofMillis(10), Duration.ofSeconds(1)),
                        () -> {
                            if (isFirstTime()) {
                                Runtime.getRuntime().halt(1); // as if it crashed
                            }
                            return "done at last";
                        });
        IO.println(result.get());
        // end
    }

    /// Told by a file: what a worker remembers goes with it.
    private static boolean isFirstTime() throws IOException {
        var mark = Path.of(System.getProperty("java.io.tmpdir"), "guide-" + parentPid());
        if (Files.deleteIfExists(mark)) {
            return false;
        }
        Files.createFile(mark);
        return true;
    }

    private static long parentPid() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    private static void priority(ProcessPool pool) throws Exception {
        // snippet: priority
        var urgent = pool.submit(o -> o.withPriority(10), () -> "before all that waits");
        IO.println(urgent.get());
        // end
    }

    private static void life() throws Exception {
        // snippet: life
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1, 4)
                                        .withIdleTimeout(Duration.ofMinutes(1))
                                        .withGrowthLimit(100 << 20) // against leaks
                                        .withMemoryLimit(256 << 20)
                                        .withExitTask(() -> "worker " + tasksSeen)
                                        .withHeartbeat(Duration.ofSeconds(10)))) {
            pool.resize(2, 2);
            IO.println(pool.call(() -> PATTERN.get().matcher("2026").matches()));
        }
        // end
    }

    // snippet: local
    private static final WorkerLocal<Pattern> PATTERN =
            WorkerLocal.of(() -> Pattern.compile("[0-9]+")); // once in each worker

    // end

    private static void insights() throws Exception {
        // snippet: insights
        try (var pool = ProcessPool.open(2)) {
            pool.submit(o -> o.withLabel("first"), () -> length("label")).get();
            var insights = pool.insights(); // printed, it is a table
            for (var slow : insights.slowest()) {
                IO.println(slow.description()); // there are slow.time() and slow.worker() too
            }
        }
        // end
    }

    private static void stats() throws Exception {
        Path file = Files.createTempDirectory("stats").resolve("pool.stats");
        // snippet: stats
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withStats(file))) {
            IO.println(pool.call(() -> length("counted")));
        }
        IO.println(Files.exists(file)); // it is yours: nobody removes it
        // end
        Files.delete(file);
        Files.delete(file.getParent());
    }

    private static void backlog() throws Exception {
        // snippet: backlog
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).withBacklog(1000, 64 << 20))) {
            var future = pool.trySubmit(() -> length("maybe")); // submit would wait for room
            if (future.isPresent()) {
                IO.println(future.get().get());
            }
        }
        // end
    }

    private static void options() throws Exception {
        // snippet: options
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1, 4) // one at first, up to four while tasks wait
                                        .withTasksPerWorker(1000) // against slow leaks
                                        .withStopGrace(Duration.ofSeconds(2))
                                        .withRestartLimit(10, Duration.ofMinutes(1))
                                        .withLaunch(
                                                launch ->
                                                        launch.withMemoryLimit(256 << 20)
                                                                .withStdio(Stdio.RELAY)))) {
            IO.println(pool.submit(o -> o.withLabel("first"), () -> length("label")).get());
        }
        // end
    }

    private static void memory() throws Exception {
        // snippet: memory
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withProcessMemoryLimit(200 << 20))) {
            pool.submit(Pools::takeNativeMemory).get();
        } catch (ExecutionException e) {
            IO.println(e.toString().contains("limit=209715200")); // and how much it had
        }
        // end
    }

    private static void takeNativeMemory() {
        while (true) {
            Arena.global().allocate(1 << 20, 1).fill((byte) 1);
        }
    }

    private static void nested() throws Exception {
        // snippet: nested
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withLaunch(l -> l.withCpus(4)))) {
            int cpus =
                    pool.call(
                            () -> {
                                try (var inner = ProcessPool.open(2)) { // they share the four
                                    return inner.call(ThisProcess::availableCpus);
                                }
                            });
            IO.println("processors of an inner worker: " + cpus);
        }
        // end
    }

    private static void initializer() throws Exception {
        // snippet: initializer
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withInitializer(Pools::load))) {
            IO.println(pool.map(x -> x + tasksSeen++, List.of(1, 1, 1)));
        }
        // end
    }

    private static void load() {
        tasksSeen = 100; // in the worker: this process keeps its own
    }

    private static void inProcess() throws Exception {
        // snippet: in-process
        try (var pool = ProcessPool.open(o -> o.withWorkers(2).inProcess())) {
            long here = ProcessHandle.current().pid();
            IO.println(pool.call(() -> ProcessHandle.current().pid() == here));
        }
        // end
    }

    private static void stop() throws Exception {
        // snippet: stop
        var pool = ProcessPool.open(2);
        var running = pool.submit(() -> new CountDownLatch(1).await());
        pool.shutdownNow(); // withdraws what waits, interrupts what runs, kills what ignores it
        IO.println(pool.awaitTermination(10, TimeUnit.SECONDS));
        try {
            running.get();
        } catch (CancellationException | ExecutionException e) {
            IO.println("the task has not ended by itself");
        }
        // end
    }
}

// Output:
// length 6
// [1, 4, 2, 9] [1, 4, 2, 9] [1024, 81]
// [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
// java.lang.NumberFormatException: For input string: "seven"
// lost: exit code 3; not lost: 42
// true, and the pool works on
// late: PT0.2S
// done at last
// before all that waits
// task 1 (first)
// 7
// true
// 5
// true
// 5
// [101, 102, 103]
// true
// processors of an inner worker: 2
// true
// true
// the task has not ended by itself
