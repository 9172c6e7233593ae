package dev.progeny.pool;

import dev.progeny.task.ProgenyException;

import org.awaitility.Awaitility;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
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
            case "starved" -> starve();
            case "closed by a hook" -> closeByHook(ProcessPool.open(2));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("main ends");
    }

    private static void idle() throws Exception {
        var pool = ProcessPool.open(1);
        System.out.println(pool.call(() -> ProcessHandle.current().pid()));
    }

    private static void closeByHook(ProcessPool pool) throws Exception {
        var future = pool.submit(() -> 42);
        System.out.println(future.get());
        var _ = pool.submit(() -> Thread.sleep(60_000));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    pool.close();
                                    System.out.println("closed=" + pool.isTerminated());
                                }));
        System.exit(0);
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

    /// Loses a worker while there are descriptors for a file or two, but none for a process. Which
    /// classes will be needed is open, and each would take a descriptor to load: so all are loaded
    /// before. Those in a jar need none.
    private static void starve() throws Exception {
        var source = ProcessPool.class.getProtectionDomain().getCodeSource();
        loadAll(Path.of(source.getLocation().toURI()));
        var eaten = new ArrayList<AutoCloseable>();
        try (var pool = ProcessPool.open(2)) {
            isWorking(pool);
            loseAWorker(pool);
            Awaitility.await().until(() -> pool.status().idle() == 2);
            eatAllButTwo(eaten);

            loseAWorker(pool);
            boolean isWorking = isWorking(pool);
            boolean isOneMissing = pool.status().workers() < 2 || pool.status().idle() < 2;
            boolean isRefused = isOpenRefused();

            for (var file : eaten) {
                file.close();
            }
            Awaitility.await().until(() -> pool.status().idle() == 2);
            System.out.println(
                    "works=" + isWorking + " less=" + isOneMissing + " refuses=" + isRefused);
        }
    }

    private static void loadAll(Path main) throws Exception {
        try (var files = Files.walk(main)) {
            for (var file : files.toList()) {
                String name = main.relativize(file).toString();
                if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                    String binary = name.substring(0, name.length() - 6).replace('/', '.');
                    Class.forName(binary, false, PoolProgram.class.getClassLoader());
                }
            }
        }
    }

    private static boolean isWorking(ProcessPool pool) throws Exception {
        var items = IntStream.range(0, 50).boxed().toList();
        return pool.map(o -> o.withChunkSize(1), x -> x, items).equals(items);
    }

    private static void loseAWorker(ProcessPool pool) throws InterruptedException {
        try {
            pool.call(
                    () -> {
                        Runtime.getRuntime().halt(3);
                        return 0;
                    });
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof WorkerDiedException)) {
                throw new AssertionError("not the death that was asked for", e);
            }
        }
    }

    private static void eatAllButTwo(List<AutoCloseable> eaten) throws Exception {
        try {
            while (true) {
                eaten.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            eaten.removeLast().close();
            eaten.removeLast().close();
        }
    }

    private static boolean isOpenRefused() {
        try (var another = ProcessPool.open(1)) {
            return another.isShutdown();
        } catch (ProgenyException e) {
            return true;
        }
    }
}
