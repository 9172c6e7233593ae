package dev.progeny.bench.program;

import dev.progeny.pool.ProcessPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// What a worker costs that has run a task and has nothing to do: its own memory plus its share of
/// what it shares (Pss), as the kernel counts it.
public final class ChildMemory {
    private ChildMemory() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> items = IntStream.range(0, 8).boxed().toList();
        try (var pool = ProcessPool.open(2)) {
            List<Integer> results = pool.map(o -> o.withChunkSize(1), x -> x, items);
            Measurement.check(results.equals(items), "the results differ from the items");
            Measurement.of(arguments).report("MiB", ChildMemory::sample);
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
