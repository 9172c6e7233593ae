package dev.progeny.bench.program;

import dev.progeny.os.Os;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.process.ChildProcess;
import dev.progeny.ring.Consumer;
import dev.progeny.ring.Frame;
import dev.progeny.ring.Producer;
import dev.progeny.ring.Ring;
import dev.progeny.shm.SharedMemory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Frames of 64 bytes from a child through a ring of ours, the floor of connections and pools.
public final class RingThroughput {
    private static final int CAPACITY = 1 << 20;
    private static final int PAYLOAD = 64;
    private static final int FRAMES = 500_000;
    private static final int KIND = 1;
    private static final VarHandle NUMBER =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private RingThroughput() {}

    /// What both sides use.
    ///
    /// @param ring for the frames
    /// @param arrival rung when there is something
    /// @param room rung when there is room
    private record Ends(MemorySegment ring, Doorbell arrival, Doorbell room) {
        static long byteSize() {
            return Ring.byteSizeFor(CAPACITY) + 2 * Doorbell.LAYOUT.byteSize();
        }

        static Ends of(SharedMemory memory) {
            long bells = Ring.byteSizeFor(CAPACITY);
            return new Ends(
                    memory.segment().asSlice(0, bells),
                    bell(memory, bells),
                    bell(memory, bells + Doorbell.LAYOUT.byteSize()));
        }

        private static Doorbell bell(SharedMemory memory, long offset) {
            var bell = Doorbell.at(memory.segment().asSlice(offset), Os.current());
            bell.spin(Spin.forParticipants(2));
            return bell;
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (var memory = SharedMemory.create(Ends.byteSize())) {
            var ends = Ends.of(memory);
            Ring.format(ends.ring(), CAPACITY);
            try (var child = ChildProcess.start(() -> flood(memory))) {
                var consumer = new Consumer(ends.ring(), ends.room(), PAYLOAD);
                var next = new long[1];
                Measurement.of(arguments)
                        .report("/s", () -> sample(consumer, ends.arrival(), next));
                child.kill();
            }
        }
    }

    private static void flood(SharedMemory memory) throws InterruptedException {
        var ends = Ends.of(memory);
        var producer = new Producer(ends.ring(), ends.arrival());
        byte[] payload = new byte[PAYLOAD];
        for (long number = 0; ; number++) {
            NUMBER.set(payload, 0, number);
            while (!producer.tryWrite(KIND, payload, 0, PAYLOAD)) {
                ends.room().await(() -> producer.hasRoom(PAYLOAD), Deadline.never(), null);
            }
        }
    }

    private static double sample(Consumer consumer, Doorbell arrival, long[] next)
            throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < FRAMES; i++) {
            Frame frame = consumer.poll();
            while (frame == null) {
                arrival.await(consumer::isReadable, Deadline.never(), null);
                frame = consumer.poll();
            }
            long number = (long) NUMBER.get(frame.bytes(), 0);
            Measurement.check(number == next[0]++, "frame=" + number);
        }
        return FRAMES / ((System.nanoTime() - begin) / 1e9);
    }
}
