package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// By a library of ours, `core/src/main/c/calls.c`. On the boot path of a worker: no method handle,
/// no lambda.
@SuppressWarnings("restricted") // this is what the flag --enable-native-access is for
final class LibraryCalls implements NativeCalls {
    private static final int VERSION = 1;

    private LibraryCalls() {}

    /// Loads it from where the parent has it.
    ///
    /// @return null where there is none, or where it cannot be loaded: calls then cost more at
    ///     first, and are the same
    static @Nullable LibraryCalls loaded() {
        String path = LibraryAddress.inherited();
        if (path.isEmpty() || "linker".equals(System.getProperty("dev.progeny.calls"))) {
            return null;
        }
        try {
            System.load(path);
            return version() == VERSION ? new LibraryCalls() : null;
        } catch (LinkageError | IllegalCallerException e) {
            return null; // the parent has died, or is of another version, or files may not be run
        }
    }

    @Override
    public MemorySegment find(String name) {
        try (var arena = Arena.ofConfined()) {
            return MemorySegment.ofAddress(find(arena.allocateFrom(name).address()));
        }
    }

    @Override
    public long call(
            MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
        return call(function.address(), a, b, c, d, e, f, g);
    }

    private static native int version();

    private static native long find(long name);

    private static native long call(
            long function, long a, long b, long c, long d, long e, long f, long g);

    @Override
    public native long callKernel(long number, long a, long b, long c, long d, long e, long f);
}
