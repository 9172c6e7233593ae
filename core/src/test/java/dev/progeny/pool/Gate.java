package dev.progeny.pool;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A file by which a test and its tasks, which share no memory, wait for each other. Closed while
/// there is no file.
///
/// @param file where it is, as a text, since a path cannot travel
record Gate(String file) implements Serializable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = 1_000_000;

    static Gate in(Path directory, String name) {
        return new Gate(directory.resolve(name).toString());
    }

    void open() {
        try {
            Files.createFile(Path.of(file));
        } catch (FileAlreadyExistsException e) {
            // it is open
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOpen() {
        return Files.exists(Path.of(file));
    }

    /// Waits until somebody opens it.
    void await() throws InterruptedException {
        long start = System.nanoTime();
        while (!isOpen()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("nobody opened " + Path.of(file).getFileName());
            }
            Thread.sleep(1);
        }
    }

    /// Waits likewise, deaf to interrupts.
    void pass() {
        while (!isOpen()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
