package dev.progeny.pool;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A file by which a test lets tasks in other processes go on, and sees that they have begun.
record Gate(String file) implements Serializable {
    private static final long LOOK_NANOS = 1_000_000;

    static Gate in(Path directory, String name) {
        return new Gate(directory.resolve(name).toString());
    }

    void open() {
        try {
            Files.createFile(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOpen() {
        return Files.exists(Path.of(file));
    }

    void pass() {
        while (!isOpen()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
