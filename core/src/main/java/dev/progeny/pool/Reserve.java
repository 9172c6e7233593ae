package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;

/// What a worker keeps back, so that it can still report a task that has used up everything: some
/// memory, and a descriptor, without which no class can be loaded from a directory.
final class Reserve implements AutoCloseable {
    private static final int BYTES = 1 << 18;

    /// There is one in each Java runtime.
    private static final Path FILE = Path.of(System.getProperty("java.home"), "lib", "modules");

    @SuppressWarnings("UnusedVariable") // held to be let go
    private byte @Nullable [] memory = new byte[BYTES];

    private @Nullable FileInputStream descriptor = open();

    private static @Nullable FileInputStream open() {
        try {
            return new FileInputStream(FILE.toFile());
        } catch (IOException e) {
            return null;
        }
    }

    void letMemoryGo() {
        memory = null;
    }

    /// Looks whether a file can be opened; if not, gives the reserved descriptor away.
    ///
    /// @return false once none could be had but the reserved one
    boolean hasDescriptors() {
        var reserved = descriptor;
        if (reserved == null) {
            return false;
        }
        try (var another = open()) {
            if (another == null) {
                close();
            }
            return another != null;
        } catch (IOException e) {
            return true; // closing failed, opening did not
        }
    }

    @Override
    public void close() {
        var reserved = descriptor;
        descriptor = null;
        if (reserved != null) {
            try {
                reserved.close();
            } catch (IOException e) {
                // there is nothing to be written, so nothing is lost
            }
        }
    }
}
