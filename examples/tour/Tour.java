// snippet: compact
import module dev.progeny;

static int square(int x) {
    return x * x;
}

void main() throws Exception {
    // One task in a process of its own: what it said, and how it ended.
    try (var child = ChildProcess.start(() -> square(7))) {
        IO.println(child.result().get() + ", " + child.join().describe());
    }

    // Many tasks over four workers.
    try (var pool = ProcessPool.open(4)) {
        var one = pool.submit(() -> square(8)); // a CompletableFuture
        var all = pool.map(x -> square(x), List.of(1, 2, 3));
        var few =
                Stream.iterate(1, x -> x + 1) // lazy: little more is computed than is asked for
                        .gather(pool.mapping(x -> square(x)))
                        .limit(10)
                        .toList();
        IO.println(one.get() + " " + all + " " + few);
    }
}
// end

// Output:
// 49, exit code 0
// 64 [1, 4, 9] [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
