package dev.progeny.examples.guide;

import dev.progeny.pool.ProcessPool;
import dev.progeny.pool.WorkerDiedException;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.Stdio;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The snippets of docs/caveats.md.
public final class Caveats {
    private Caveats() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        try (var pool = ProcessPool.open(2)) {
            statics(pool);
            exit(pool);
        }
        big();
        stdin();
        reflection();
    }

    // snippet: static
    private static final AtomicInteger SEEN = new AtomicInteger();

    private static void statics(ProcessPool pool) throws Exception {
        pool.map(x -> SEEN.incrementAndGet(), List.of(1, 2, 3));
        IO.println("seen here: " + SEEN.get()); // each process has its own SEEN

        int seen = pool.map(x -> 1, List.of(1, 2, 3)).stream().mapToInt(n -> n).sum();
        IO.println("counted from results: " + seen);
    }

    // end

    private static void exit(ProcessPool pool) throws Exception {
        // snippet: exit
        try {
            pool.submit(() -> System.exit(0)).get();
        } catch (ExecutionException e) {
            IO.println(e.getCause() instanceof WorkerDiedException); // 0 is a death, too
        }
        // end
    }

    // snippet: big
    private static byte[] table = {};

    private static void big() throws Exception {
        // not pool.map(i -> largeTable[i], ...): the table would travel with the function
        try (var pool = ProcessPool.open(o -> o.withWorkers(1).withInitializer(Caveats::load))) {
            IO.println(pool.map(i -> table[i], List.of(1, 2, 3)));
        }
    }

    private static void load() {
        table = new byte[] {1, 2, 4, 8}; // reads a file, say; once in each worker
    }

    // end

    private static void stdin() throws Exception {
        // snippet: stdin
        try (var deaf = ChildProcess.start(() -> System.in.read())) {
            IO.println(deaf.result().get()); // -1: its stdin is empty
        }
        try (var child = ChildProcess.start(o -> o.withStdio(Stdio.INHERIT), Caveats::readLine)) {
            IO.println(child.result().get()); // reads what this process would have read
        }
        // end
    }

    private static int readLine() throws IOException {
        return System.in.read();
    }

    private static void reflection() throws Exception {
        // snippet: reflection
        try (var child =
                ChildProcess.start(
                        o -> o.withJvmOptions("-Djdk.reflect.useNativeAccessorOnly=false"),
                        () -> System.getProperty("jdk.reflect.useNativeAccessorOnly"))) {
            IO.println(child.result().get());
        }
        // end
    }
}

// Output:
// seen here: 0
// counted from results: 3
// true
// [2, 4, 8]
// -1
// -1
// false
