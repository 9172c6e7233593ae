package dev.progeny.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/// Like [ForkProgram]: how forks, and those whose forks they are, end.
final class ForkEndProgram {
    private ForkEndProgram() {}

    public static void main(String[] scenario) throws Throwable {
        ForkProgram.run(ForkEndProgram.class, scenario[0]);
    }

    static void ends() throws Exception {
        try (var child = ChildProcess.start(ForkProgram::fork, () -> System.exit(7))) {
            ForkProgram.require(child.join().code() == 7, child.join());
        }
        try (var child = ChildProcess.start(ForkProgram::fork, () -> {})) {
            ForkProgram.require(child.join().isSuccess(), child.join());
        }
        try (var child = ChildProcess.start(ForkProgram::fork, () -> fail())) {
            ForkProgram.require(child.join().code() == 1, child.join());
            try {
                child.result().get();
            } catch (ExecutionException e) {
                ForkProgram.require(e.getCause().getMessage().equals("as it should"), e);
            }
        }
        for (boolean isKilled : new boolean[] {true, false}) {
            try (var child =
                    ChildProcess.start(ForkProgram::fork, () -> new CountDownLatch(1).await())) {
                if (isKilled) {
                    child.kill();
                } else {
                    child.terminate();
                }
                ForkProgram.require(
                        child.join().signal().getAsInt() == (isKilled ? 9 : 15), child.join());
            }
        }
    }

    private static void fail() {
        throw new IllegalStateException("as it should");
    }

    /// The parent's hooks and files are the parent's, and the child has its own.
    static void hooks() throws Exception {
        var kept = Files.createTempFile("kept", ".txt");
        kept.toFile().deleteOnExit();
        String trace = Files.createTempFile("trace", ".txt").toString();
        String parent = "" + ProcessHandle.current().pid();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    String self = "" + ProcessHandle.current().pid();
                                    if (!self.equals(parent)) {
                                        append(trace, "parent's");
                                    }
                                }));
        for (boolean exits : new boolean[] {true, false}) {
            try (var child = ChildProcess.start(ForkProgram::fork, () -> endWell(trace, exits))) {
                child.join();
            }
        }
        ForkProgram.require(Files.exists(kept), "a file to delete at the parent's end");
        String written = Files.readString(Path.of(trace));
        ForkProgram.require(written.equals("late own late own "), written);
    }

    private static void endWell(String trace, boolean exits) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> append(trace, "own ")));
        var late =
                new Thread(
                        () -> {
                            ForkProgram.pause();
                            append(trace, "late ");
                            if (exits) {
                                System.exit(0);
                            }
                        });
        late.start();
    }

    private static void append(String file, String text) {
        try {
            Files.writeString(Path.of(file), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void exits() throws Exception {
        System.out.println("started");
        Thread.sleep(1500); // somebody attaches
        for (int i = 0; i < 3; i++) {
            boolean returns = i == 0;
            try (var child =
                    ChildProcess.start(
                            ForkProgram::fork,
                            () -> {
                                if (!returns) {
                                    System.exit(0);
                                }
                            })) {
                child.join();
            }
        }
        System.out.println("exited");
        new CountDownLatch(1).await();
    }

    static void waits() throws Exception {
        ChildProcess.start(
                o -> ForkProgram.fork(o).withDaemon(true),
                () -> {
                    ChildProcess.start(
                            o -> ForkProgram.fork(o).withDaemon(true),
                            () -> new CountDownLatch(1).await());
                    new CountDownLatch(1).await();
                });
        while (ProcessHandle.current().descendants().count() < 2) {
            Thread.sleep(5);
        }
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    static void forksOnAndOn() {
        System.out.println("begins");
        while (true) {
            try (var child = ChildProcess.start(ForkProgram::fork, () -> 1)) {
                child.result().join();
            }
        }
    }

    /// Each as soon as it is there.
    static void killsChildren() throws Exception {
        long self = ProcessHandle.current().pid();
        // not a thread of this process, which is stopped while it forks
        var outside =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "while kill -0 "
                                        + self
                                        + "; do pkill -9 -P "
                                        + self
                                        + " java; done 2>/dev/null")
                        .start();
        for (int i = 0; i < 20; i++) {
            try (var child =
                    ChildProcess.start(ForkProgram::fork, () -> new CountDownLatch(1).await())) {
                ForkProgram.require(child.join().signal().getAsInt() == 9, child.join());
            } catch (StartException e) {
                ForkProgram.require(e.getMessage().contains("child"), e);
            }
        }
        outside.destroyForcibly().waitFor();
    }
}
