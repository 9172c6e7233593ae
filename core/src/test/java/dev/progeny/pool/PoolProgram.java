package dev.progeny.pool;

import java.nio.file.Path;
import java.util.stream.IntStream;

/// Main class of a JVM that uses a pool, does not close it, and ends its `main`.
///
/// The first argument says what it does, the second one where its gates are.
final class PoolProgram {
    /// Tasks of a program that has several.
    static final int TASKS = 8;

    private PoolProgram() {}

    static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[1]);
        var release = Gate.in(directory, "release");
        switch (arguments[0]) {
            case "idle" -> idle();
            case "forgotten tasks" -> submitAll(ProcessPool.open(4), directory, release);
            case "shut down" -> {
                var pool = ProcessPool.open(2);
                submitAll(pool, directory, release);
                pool.shutdown();
            }
            case "asynchronous map" -> mapAll(ProcessPool.open(2), directory, release);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("main ends");
    }

    private static void idle() throws Exception {
        var pool = ProcessPool.open(1);
        System.out.println(pool.call(() -> ProcessHandle.current().pid()));
    }

    private static void submitAll(ProcessPool pool, Path directory, Gate release) {
        for (int i = 0; i < TASKS; i++) {
            var done = Gate.in(directory, "done-" + i);
            var _ =
                    pool.submit(
                            () -> {
                                release.await();
                                done.open();
                            });
        }
    }

    private static void mapAll(ProcessPool pool, Path directory, Gate release) {
        String place = directory.toString();
        var _ =
                pool.mapAsync(
                                o -> o.withChunkSize(1),
                                i -> {
                                    release.await();
                                    return i;
                                },
                                IntStream.range(0, TASKS).boxed().toList())
                        .thenAccept(
                                all ->
                                        all.forEach(
                                                i -> Gate.in(Path.of(place), "done-" + i).open()));
    }
}
