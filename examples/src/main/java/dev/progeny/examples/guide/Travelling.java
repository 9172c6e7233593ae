package dev.progeny.examples.guide;

import dev.progeny.codec.ClassFilter;
import dev.progeny.codec.Codec;
import dev.progeny.codec.UnreadableException;
import dev.progeny.codec.UnsendableException;
import dev.progeny.pool.ProcessPool;
import dev.progeny.task.RemoteCallable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/// The snippets of docs/what-travels.md.
public final class Travelling {
    private Travelling() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        try (var pool = ProcessPool.open(1)) {
            copies(pool);
            refused(pool);
            executor(pool);
            new Reports("Q4").run(pool);
        }
        filter();
    }

    private static void copies(ProcessPool pool) throws Exception {
        // snippet: copies
        var list = new ArrayList<>(List.of(1, 2));
        int sizeThere =
                pool.call(
                        () -> {
                            list.add(3); // its copy
                            return list.size();
                        });
        IO.println(sizeThere + " there, " + list.size() + " here");
        // end
    }

    private static void refused(ProcessPool pool) throws Exception {
        // snippet: refused
        var thread = new Thread("a thread cannot travel");
        try {
            pool.call(() -> thread.getName());
        } catch (UnsendableException e) {
            IO.println(e.className() + " at " + e.path());
        }
        // end
    }

    private static void executor(ProcessPool pool) throws Exception {
        // snippet: executor
        ExecutorService executor = pool;
        Callable<Integer> task = (RemoteCallable<Integer>) () -> 42; // without the cast: refused
        IO.println(executor.submit(task).get());
        // end
    }

    // snippet: this
    static final class Reports {
        private final String quarter; // Reports itself is not Serializable

        Reports(String quarter) {
            this.quarter = quarter;
        }

        void run(ProcessPool pool) throws Exception {
            String wanted = quarter; // a local variable: the lambda captures it, and not this
            IO.println(pool.call(() -> render(wanted)));
        }

        private static String render(String quarter) {
            return "report of " + quarter;
        }
    }

    // end

    record Point(int x, int y) implements Serializable {}

    private static void filter() {
        // snippet: filter
        Codec strict = Codec.java(ClassFilter.only("com.acme.**"));
        byte[] message = strict.encode(new Point(1, 2));
        try {
            strict.decode(message, 0, message.length);
        } catch (UnreadableException e) {
            IO.println("refused: Point");
        }
        // end
    }
}

// Output:
// 3 there, 2 here
// java.lang.Thread at lambda in dev.progeny.examples.guide.Travelling.refused -> …
// 42
// report of Q4
// refused: Point
