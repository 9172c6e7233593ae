package dev.progeny.bench.program;

import dev.progeny.channel.Connection;
import dev.progeny.process.ChildProcess;

import java.lang.foreign.MemorySegment;

/// Messages of some bytes from a child, one after the other, as fast as they can be received.
public final class PipeOneWay {
    private static final int BYTES_PER_SAMPLE = 64 << 20;
    private static final int MOST_MESSAGES = 100_000;

    private PipeOneWay() {}

    public static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[0]);
        int messages = Math.min(MOST_MESSAGES, BYTES_PER_SAMPLE / size);
        var pipe = Connection.<byte[]>oneWay();
        var sender = pipe.sender();
        try (pipe;
                var child = ChildProcess.start(() -> flood(sender, size))) {
            var into = MemorySegment.ofArray(new byte[size]);
            Measurement.of(arguments).report("/s", () -> sample(pipe.receiver(), into, messages));
            child.kill();
        }
    }

    private static void flood(Connection<byte[]> end, int size) throws InterruptedException {
        byte[] bytes = new byte[size];
        while (true) {
            end.sendBytes(bytes);
        }
    }

    private static double sample(Connection<byte[]> end, MemorySegment into, int messages)
            throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            long length = end.receiveBytes(into);
            Measurement.check(length == into.byteSize(), "received=" + length);
        }
        return messages / ((System.nanoTime() - begin) / 1e9);
    }
}
