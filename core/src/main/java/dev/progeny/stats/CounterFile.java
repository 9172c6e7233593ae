package dev.progeny.stats;

import dev.progeny.os.FileWork;
import dev.progeny.os.Os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Memory for the counters of a pool: private, or a file that any process can map.
///
/// The file appears under its name with its header complete, and all its room is taken then, so
/// that a full disk is an exception here and not a fault later. It is unmapped by the garbage
/// collector, for counters may be read after their pool has ended. Only its user can read it.
public final class CounterFile {
    private CounterFile() {}

    /// Makes counters that only this process sees.
    ///
    /// @param pool its name
    /// @param workers that it may have at a time
    /// @return counters, all 0
    public static PoolCounters withoutName(String pool, int workers) {
        var memory = Arena.ofAuto().allocate(PoolCounters.byteSizeFor(workers), Long.BYTES);
        return PoolCounters.at(format(memory, pool));
    }

    /// Makes counters in a file. One that is there is replaced, if it has counters of a pool that
    /// has ended or died.
    ///
    /// @param file where
    /// @param pool its name
    /// @param workers that it may have at a time
    /// @return counters, all 0
    /// @throws UncheckedIOException with a [FileAlreadyExistsException] if the file is something
    ///     else, or its pool lives; with another one if it cannot be made
    public static PoolCounters create(Path file, String pool, int workers) {
        long size = PoolCounters.byteSizeFor(workers);
        try (var arena = Arena.ofConfined()) {
            requireReplaceable(file);
            write(file, format(arena.allocate(size, Long.BYTES), pool));
            return PoolCounters.at(FileWork.throughInterrupts(() -> map(file, size)));
        } catch (FileSystemException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep counters: file=" + file + "; " + e, e);
        }
    }

    private static MemorySegment map(Path file, long size) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto());
        }
    }

    private static MemorySegment format(MemorySegment memory, String pool) {
        PoolCounters.format(memory, pool, Os.current().self(), System.currentTimeMillis());
        return memory;
    }

    private static void requireReplaceable(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        PoolReading found;
        try {
            found = PoolReading.read(file);
        } catch (IllegalArgumentException e) {
            throw refusal(file, "it is there and has something else; choose another name", e);
        }
        if (found.isAlive() && found.phase() != PoolReading.Phase.ENDED) {
            String whose = found.pool() + " of pid " + found.pid();
            throw refusal(file, whose + " keeps its counters there; choose another name", null);
        }
    }

    private static FileAlreadyExistsException refusal(
            Path file, String why, @Nullable Throwable cause) {
        var refusal = new FileAlreadyExistsException(file.toString(), null, why);
        refusal.initCause(cause);
        return refusal;
    }

    private static void write(Path file, MemorySegment content) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        var part = Files.createTempFile(directory, file.getFileName().toString(), ".part");
        try {
            Files.write(part, content.toArray(ValueLayout.JAVA_BYTE));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
