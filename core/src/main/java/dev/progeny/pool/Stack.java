package dev.progeny.pool;

import dev.progeny.codec.Throwables;

import java.util.Arrays;

/// Frames of a task's thread as bytes for [WorkerMemory]: the innermost ones, if not all find room.
final class Stack {
    static final int MOST_BYTES = 8192;

    private static final int MOST_FRAMES = 64;

    /// Below the task is the worker.
    private static final String WORKER = WorkerLoop.class.getName();

    private Stack() {}

    static byte[] encode(StackTraceElement[] frames) {
        int length = Math.min(ofTheTask(frames), MOST_FRAMES);
        byte[] bytes = encode(frames, length);
        while (bytes.length > MOST_BYTES) {
            length /= 2;
            bytes = encode(frames, length);
        }
        return bytes;
    }

    /// All frames where none is the task's: it has not begun, and the worker's own say why.
    private static int ofTheTask(StackTraceElement[] frames) {
        for (int i = 1; i < frames.length; i++) {
            if (frames[i].getClassName().equals(WORKER)) {
                return i;
            }
        }
        return frames.length;
    }

    private static byte[] encode(StackTraceElement[] frames, int length) {
        var carrier = new IllegalStateException("where a task was");
        carrier.setStackTrace(Arrays.copyOf(frames, length));
        return Throwables.encode(carrier);
    }

    static StackTraceElement[] decode(byte[] bytes) {
        return Throwables.decode(bytes, 0, bytes.length).getStackTrace();
    }
}
