package dev.progeny.examples.guide;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.ThisProcess;
import dev.progeny.shm.Length;
import dev.progeny.shm.SharedDoubleArray;
import dev.progeny.shm.SharedList;
import dev.progeny.shm.SharedLong;
import dev.progeny.shm.SharedMemory;
import dev.progeny.shm.SharedScope;
import dev.progeny.shm.SharedStruct;

import java.lang.foreign.ValueLayout;
import java.util.List;

/// The snippets of docs/shared-memory.md.
public final class Sharing {
    private Sharing() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        cells();
        arrays();
        structs();
        named();
        list();
        scope();
    }

    private static void cells() throws Exception {
        // snippet: cells
        try (var total = SharedLong.create(0);
                var child = ChildProcess.start(() -> count(total))) {
            count(total); // here and there at the same time
            child.join();
            IO.println("counted " + total.get());
        }
        // end
    }

    private static void count(SharedLong total) {
        for (int i = 0; i < 100_000; i++) {
            total.incrementAndGet();
        }
    }

    private static void arrays() throws Exception {
        // snippet: arrays
        try (var values = SharedDoubleArray.copyOf(1, 2, 3);
                var child =
                        ChildProcess.start(
                                () -> {
                                    values.addAndGet(0, 0.5); // one element, atomically
                                    values.write(1, 20, 30); // a range, plainly
                                })) {
            child.join();
            IO.println("sum " + values.stream().sum());
        }
        // end
    }

    // snippet: record
    record Reading(int sensor, double value, @Length(8) String unit) {}

    // end

    private static void structs() throws Exception {
        // snippet: structs
        try (var latest = SharedStruct.create(new Reading(1, 20.5, "°C"));
                var child =
                        ChildProcess.start(
                                () ->
                                        latest.updateAndGet(
                                                r -> new Reading(7, r.value() + 1, r.unit())))) {
            child.join();
            IO.println(latest.get());
        }
        // end
    }

    private static void named() throws Exception {
        // snippet: named
        String name = "readings-" + ThisProcess.pid();
        try (var memory = SharedMemory.create(name, 1 << 20);
                var child = ChildProcess.start(() -> firstByte(name))) {
            memory.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 42);
            IO.println("a megabyte, isOwner=" + memory.isOwner());
            child.join();
        } // the name goes here, since this object made it
        // end
    }

    private static void firstByte(String name) {
        try (var memory = SharedMemory.attach(name)) {
            if (memory.byteSize() != 1 << 20) {
                throw new IllegalStateException("cut: byteSize=" + memory.byteSize());
            }
        }
    }

    private static void list() throws Exception {
        // snippet: list
        try (var list = SharedList.create(List.of("idle", 0, 0.5));
                var child =
                        ChildProcess.start(
                                () -> {
                                    list.set(0, "done"); // no longer than its slot
                                    list.set(1, 100);
                                })) {
            child.join();
            IO.println(list);
        }
        // end
    }

    private static void scope() throws Exception {
        // snippet: scope
        try (var scope = SharedScope.open()) {
            var pixels = scope.memory(1 << 20);
            var done = scope.keep(SharedLong.create(0));
            var child =
                    ChildProcess.start(
                            () -> {
                                pixels.segment().fill((byte) 7);
                                done.incrementAndGet();
                            });
            child.join();
            IO.println(done + " " + pixels.segment().get(ValueLayout.JAVA_BYTE, 1000));
        } // all of it is closed here
        // end
    }
}

// Output:
// counted 200000
// sum 51.5
// Reading[sensor=7, value=21.5, unit=°C]
// a megabyte, isOwner=true
// [done, 100, 0.5]
// 1 7
