package dev.progeny.examples.tour;

// snippet: class
import dev.progeny.pool.ProcessPool;
import dev.progeny.process.ChildProcess;

import java.util.List;
import java.util.stream.Stream;

class Tour {
    static int square(int x) {
        return x * x;
    }

    public static void main(String[] args) throws Exception {
        try (var child = ChildProcess.start(() -> square(7))) {
            System.out.println(child.result().get() + ", " + child.join().describe());
        }
        try (var pool = ProcessPool.open(4)) {
            var one = pool.submit(() -> square(8));
            var all = pool.map(x -> square(x), List.of(1, 2, 3));
            var numbers = Stream.iterate(1, x -> x + 1);
            var few = numbers.gather(pool.mapping(x -> square(x))).limit(10).toList();
            System.out.println(one.get() + " " + all + " " + few);
        }
    }
}
// end

// Output:
// 49, exit code 0
// 64 [1, 4, 9] [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
