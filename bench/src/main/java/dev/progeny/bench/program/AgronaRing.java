package dev.progeny.bench.program;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Frames of 64 bytes from some other JVMs through Agrona's ring of many producers, the fastest of
/// its kind on the JVM. Nobody sleeps. Argument: how many producers.
public final class AgronaRing {
    private static final long CAPACITY = 1 << 20;
    private static final int PAYLOAD = 64;
    private static final int FRAMES = 500_000;
    private static final int KIND = 1;
    private static final int BATCH = 256;

    private AgronaRing() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("produce")) {
            produce(new File(arguments[1]));
            return;
        }
        var file = File.createTempFile("progeny-bench", ".ring", new File("/dev/shm"));
        var producers = new ArrayList<Process>();
        try {
            var ring = ring(file);
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                producers.add(producer(file));
            }
            Measurement.of(arguments).report("/s", () -> sample(ring));
        } finally {
            producers.forEach(Process::destroyForcibly);
            IoUtil.deleteIfExists(file);
        }
    }

    private static ManyToOneRingBuffer ring(File file) {
        long size = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
        var mapped = IoUtil.mapExistingFile(sized(file, size), "ring");
        return new ManyToOneRingBuffer(new UnsafeBuffer(mapped));
    }

    private static File sized(File file, long size) {
        try (var open = new RandomAccessFile(file, "rw")) {
            open.setLength(size);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process producer(File file) throws IOException {
        var self = ProcessHandle.current().info();
        var command = new ArrayList<>(List.of(self.command().orElseThrow()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgronaRing.class.getName(),
                        "produce",
                        file.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static void produce(File file) {
        var ring = ring(file);
        var payload = new UnsafeBuffer(new byte[PAYLOAD]);
        payload.putLong(0, KIND);
        while (true) {
            if (!ring.write(KIND, payload, 0, PAYLOAD)) {
                Thread.onSpinWait();
            }
        }
    }

    private static double sample(ManyToOneRingBuffer ring) {
        var payload = new byte[PAYLOAD];
        long begin = System.nanoTime();
        for (int read = 0; read < FRAMES; ) {
            read +=
                    ring.read(
                            (kind, buffer, offset, length) -> {
                                buffer.getBytes(offset, payload);
                                boolean isRight = kind == KIND && buffer.getLong(offset) == KIND;
                                Measurement.check(isRight && length == PAYLOAD, "kind=" + kind);
                            },
                            Math.min(BATCH, FRAMES - read));
        }
        return FRAMES / ((System.nanoTime() - begin) / 1e9);
    }
}
