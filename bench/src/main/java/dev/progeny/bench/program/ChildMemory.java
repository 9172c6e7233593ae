package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;
import dev.progeny.process.ChildProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// What a process costs that has nothing to do: its own memory plus its share of what it shares
/// (Pss), as the kernel counts it, with two of them and their parent running.
///
/// - `child`: runs a task that waits.
/// - `worker`: of a pool; has run tasks, and so has what it needs for shared memory.
public final class ChildMemory {
    private ChildMemory() {}

    public static void main(String[] arguments) throws Exception {
        var measurement = Measurement.of(arguments);
        if (arguments[0].equals("worker")) {
            worker(measurement);
        } else {
            child(measurement);
        }
    }

    private static void child(Measurement measurement) throws Exception {
        Path directory = Files.createTempDirectory("progeny-bench-");
        try (var first = idle(directory.resolve("first"));
                var second = idle(directory.resolve("second"))) {
            while (!Files.exists(directory.resolve("first"))
                    || !Files.exists(directory.resolve("second"))) {
                Measurement.check(first.isAlive() && second.isAlive(), "a child has ended");
                LockSupport.parkNanos(1_000_000); // parks: a file tells of no change
            }
            measurement.report("MiB", ChildMemory::sample);
            first.kill();
            second.kill();
        } finally {
            Files.deleteIfExists(directory.resolve("first"));
            Files.deleteIfExists(directory.resolve("second"));
            Files.delete(directory);
        }
    }

    private static ChildProcess<Void> idle(Path started) {
        String name = started.toString();
        return ChildProcess.start(
                () -> {
                    Files.createFile(Path.of(name));
                    Thread.currentThread().join(); // until it is killed
                });
    }

    private static void worker(Measurement measurement) throws Exception {
        List<Integer> items = IntStream.range(0, 8).boxed().toList();
        try (var pool = ProcessPool.open(2)) {
            List<Integer> results = pool.map(o -> o.withChunkSize(1), x -> x, items);
            Measurement.check(results.equals(items), "the results differ from the items");
            measurement.report("MiB", ChildMemory::sample);
        }
    }

    private static double sample() throws IOException {
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        Measurement.check(children.size() >= 2, "children=" + children.size() + ", expected 2");
        double kibibytes = 0;
        for (ProcessHandle child : children) {
            kibibytes += pss(child.pid());
        }
        return kibibytes / children.size() / 1024;
    }

    private static long pss(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        return Files.readString(rollup)
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("no Pss in " + rollup));
    }
}
