package dev.progeny.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// By how much a worker has grown since it was ready: what lives in its heap, and where the system
/// tells it, what it has outside of the heap.
///
/// A heap is full of what nobody needs any more, so before a growth counts the collector runs.
final class Footprint {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE = 4096;
    private static final int RESIDENT = 1;

    /// Between two collections for a look.
    private static final long PAUSE = 1_000_000_000;

    private final long limit;
    private final long base;
    private long lastCollection;

    /// Begins to look.
    ///
    /// @param limit beyond which the collector is worth while
    Footprint(long limit) {
        this.limit = limit;
        base = limit == Long.MAX_VALUE ? 0 : afterCollection();
    }

    /// Looks again.
    ///
    /// @return bytes; 0 as long as it is below the limit
    long growth() {
        if (limit == Long.MAX_VALUE
                || used() - base <= limit
                || System.nanoTime() - lastCollection < PAUSE) {
            return 0;
        }
        long growth = afterCollection() - base;
        return growth > limit ? growth : 0;
    }

    private long afterCollection() {
        System.gc();
        lastCollection = System.nanoTime();
        return used();
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        long outside = Math.max(0, resident() - runtime.totalMemory());
        return runtime.totalMemory() - runtime.freeMemory() + outside;
    }

    /// @return 0 where the system does not tell
    private static long resident() {
        try {
            var fields = Files.readString(STATM).split(" ", -1);
            return Long.parseLong(fields[RESIDENT]) * PAGE;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
