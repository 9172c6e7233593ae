package dev.progeny.bench.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.progeny.shm.SharedMemory;

/// Attaching 500 MB of named shared memory, up to the first byte.
public final class NamedAttach {
    private static final long SIZE = 500_000_000;

    private NamedAttach() {}

    public static void main(String[] arguments) throws Exception {
        String name = "progeny-bench-" + ProcessHandle.current().pid();
        try (var memory = SharedMemory.create(name, SIZE)) {
            memory.segment().set(JAVA_BYTE, 0, (byte) 42);
            Measurement.of(arguments).report("us", () -> sample(name));
        }
    }

    private static double sample(String name) {
        long begin = System.nanoTime();
        try (var attached = SharedMemory.attach(name)) {
            byte first = attached.segment().get(JAVA_BYTE, 0);
            double micros = (System.nanoTime() - begin) / 1e3;
            Measurement.check(first == 42 && attached.byteSize() == SIZE, "first=" + first);
            return micros;
        }
    }
}
