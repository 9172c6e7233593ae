package dev.progeny.bench.program;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.channel.Connection;
import dev.progeny.channel.SharedQueue;
import dev.progeny.process.ChildProcess;
import dev.progeny.shm.SharedMemory;
import dev.progeny.task.RemoteRunnable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// 500 MB from a child on request, all memory touched before. Argument: `shared` for shared memory
/// that the child fills and sends through a queue, to be read where it is; `array` for an array
/// through a queue; `pipe` for bytes through a connection into memory of the receiver.
public final class BigTransfer {
    private static final int SIZE = 500_000_000;
    private static final long LAST = SIZE - Long.BYTES;
    private static final long STOP = -1;

    private BigTransfer() {}

    public static void main(String[] arguments) throws Exception {
        var requests = Connection.<Long>oneWay();
        var asked = requests.receiver();
        try (requests;
                var memories = SharedQueue.<SharedMemory>create(1);
                var arrays = SharedQueue.<byte[]>create(1);
                var pipe = Connection.<byte[]>oneWay();
                var arena = Arena.ofConfined()) {
            var sender = pipe.sender();
            RemoteRunnable serving =
                    switch (arguments[0]) {
                        case "shared" -> () -> serveShared(asked, memories);
                        case "array" -> () -> serveArrays(asked, arrays);
                        default -> () -> servePipe(asked, sender);
                    };
            var into = arena.allocate(SIZE);
            Receiver receiver =
                    switch (arguments[0]) {
                        case "shared" -> () -> last(memories.take());
                        case "array" -> () -> last(MemorySegment.ofArray(arrays.take()));
                        default -> () -> last(into, pipe.receiver().receiveBytes(into));
                    };
            try (var child = ChildProcess.start(serving)) {
                var number = new long[1];
                Measurement.of(arguments)
                        .report("ms", () -> sample(requests.sender(), receiver, ++number[0]));
                requests.sender().send(STOP);
                child.join();
            }
        }
    }

    private interface Receiver {
        long lastWord() throws Exception;
    }

    private static double sample(Connection<Long> requests, Receiver receiver, long number)
            throws Exception {
        long begin = System.nanoTime();
        requests.send(number);
        long last = receiver.lastWord();
        double millis = (System.nanoTime() - begin) / 1e6;
        Measurement.check(last == number, "asked=" + number + ", received=" + last);
        return millis;
    }

    private static long last(SharedMemory memory) {
        try (memory) {
            return memory.segment().get(JAVA_LONG, LAST);
        }
    }

    private static long last(MemorySegment bytes) {
        return bytes.get(JAVA_LONG.withByteAlignment(1), LAST);
    }

    private static long last(MemorySegment into, long length) {
        Measurement.check(length == SIZE, "received=" + length);
        return last(into);
    }

    private static void serveShared(Connection<Long> asked, SharedQueue<SharedMemory> memories)
            throws InterruptedException {
        try (var arena = Arena.ofConfined();
                var memory = SharedMemory.create(SIZE)) {
            var source = arena.allocate(SIZE);
            for (long number = asked.receive(); number != STOP; number = asked.receive()) {
                source.set(JAVA_LONG, LAST, number);
                memory.segment().copyFrom(source);
                memories.put(memory);
            }
        }
    }

    private static void serveArrays(Connection<Long> asked, SharedQueue<byte[]> arrays)
            throws InterruptedException {
        var source = new byte[SIZE];
        for (long number = asked.receive(); number != STOP; number = asked.receive()) {
            MemorySegment.ofArray(source).set(JAVA_LONG.withByteAlignment(1), LAST, number);
            arrays.put(source);
        }
    }

    private static void servePipe(Connection<Long> asked, Connection<byte[]> sender)
            throws InterruptedException {
        try (var arena = Arena.ofConfined()) {
            var source = arena.allocate(SIZE);
            for (long number = asked.receive(); number != STOP; number = asked.receive()) {
                source.set(JAVA_LONG, LAST, number);
                sender.sendBytes(source);
            }
        }
    }
}
