package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Binds this thread to some processors for as long as it is open: a process that is started
/// meanwhile begins there, with all its threads, and no moment earlier elsewhere.
final class Affinity implements AutoCloseable {
    /// Bytes of a `cpu_set_t`: 1024 processors.
    private static final int SET_SIZE = 128;

    private final Arena arena = Arena.ofConfined();
    private final @Nullable MemorySegment before;

    private Affinity(List<Integer> processors) {
        if (processors.isEmpty()) {
            before = null;
            return;
        }
        before = arena.allocate(SET_SIZE, JAVA_LONG.byteAlignment());
        Native.require("sched_getaffinity", Syscalls.affinity(before));
        var wanted = arena.allocate(SET_SIZE, JAVA_LONG.byteAlignment());
        for (int number : processors) {
            int bits = wanted.get(JAVA_BYTE, number / Byte.SIZE) | 1 << number % Byte.SIZE;
            wanted.set(JAVA_BYTE, number / Byte.SIZE, (byte) bits);
        }
        Native.require("sched_setaffinity to " + processors, Syscalls.bind(wanted));
    }

    /// Binds.
    ///
    /// @param processors their numbers; none to leave the thread as it is
    static Affinity to(List<Integer> processors) {
        return new Affinity(processors);
    }

    @Override
    public void close() {
        if (before != null) {
            Native.require("sched_setaffinity", Syscalls.bind(before));
        }
        arena.close();
    }
}
