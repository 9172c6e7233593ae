package dev.progeny.examples.guide;

import dev.progeny.process.ChildDiedException;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.ExitStatus;
import dev.progeny.process.Stdio;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteCallable;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/// The snippets of docs/children.md.
public final class Children {
    private Children() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        result();
        task();
        exception();
        death();
        options();
        memory();
        stop();
    }

    private static void result() throws Exception {
        // snippet: result
        try (var child = ChildProcess.start(() -> 6 * 7)) {
            int answer = child.result().get(); // what the task said
            ExitStatus end = child.join(); // how the process ended
            IO.println(answer + ", " + end.describe());
        }
        // end
    }

    // snippet: task
    record Sum(int from, int to) implements RemoteCallable<Long> {
        @Override
        public Long call() {
            return LongStream.range(from, to).sum();
        }
    }

    // end

    private static void task() throws Exception {
        // snippet: start-task
        try (var child = ChildProcess.start(new Sum(1, 101))) {
            IO.println(child.result().get());
        }
        // end
    }

    private static void exception() throws Exception {
        // snippet: exception
        try (var child =
                ChildProcess.start(
                        o -> o.withStdio(Stdio.DISCARD),
                        () -> {
                            throw new FileNotFoundException("report.pdf");
                        })) {
            child.result().get();
        } catch (ExecutionException e) {
            IO.println(e.getCause()); // its own type, with the frames of the child
        }
        // end
    }

    private static void death() throws Exception {
        // snippet: death
        try (var child = ChildProcess.start(() -> new CountDownLatch(1).await())) {
            child.kill(); // or a crash, or the kernel's memory killer
            child.result().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChildDiedException died) {
                IO.println("signal " + died.status().signal().orElse(0));
            }
        }
        // end
    }

    private static void options() throws Exception {
        // snippet: options
        try (var child =
                ChildProcess.start(
                        o ->
                                o.withName("parser")
                                        .withMemoryLimit(128 << 20)
                                        .withJvmOptions("-Xss2m")
                                        .withEnvironment("MODE", "strict")
                                        .withDirectory(Path.of("/")),
                        () -> ThisProcess.name() + " runs in mode " + System.getenv("MODE"))) {
            IO.println(child.result().get());
        }
        // end
    }

    private static void memory() throws Exception {
        // snippet: memory
        try (var child =
                ChildProcess.start(
                        o -> o.withMemoryLimit(32 << 20).withStdio(Stdio.DISCARD),
                        () -> new byte[1 << 30].length)) {
            child.result().get();
        } catch (ExecutionException e) {
            IO.println(e.getCause() instanceof OutOfMemoryError); // this process is well
        }
        // end
    }

    private static void stop() throws Exception {
        // snippet: stop
        var child = ChildProcess.start(() -> new CountDownLatch(1).await());
        Optional<ExitStatus> end = child.join(Duration.ofMillis(100));
        if (end.isEmpty()) {
            child.terminate(); // SIGTERM: its shutdown hooks run
        }
        IO.println(child.join().describe());
        // end
    }
}

// Output:
// 42, exit code 0
// 5050
// java.io.FileNotFoundException: report.pdf
// signal 9
// parser runs in mode strict
// true
// SIGTERM
