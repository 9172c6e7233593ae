package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The pipes of one child while it is being started: the child's ends are closed in the parent
/// afterwards, the parent's ends too unless a child took them over.
final class LinuxPipes implements AutoCloseable {
    private static final int[] NO_PIPE = {-1, -1};
    private static final int READING = 0;
    private static final int WRITING = 1;
    private static final int PIPE_CAPACITY = 1 << 16;

    private int[] toChild = NO_PIPE;
    private int[] fromChild = NO_PIPE;
    private int[] stdout = NO_PIPE;
    private int[] stderr = NO_PIPE;
    private int crashLog = -1;
    private boolean isHandedOver;

    LinuxPipes(SpawnRequest.Stdio stdio) {
        try {
            toChild = Syscalls.pipe();
            fromChild = Syscalls.pipe();
            stdout = captured(stdio.out());
            stderr = captured(stdio.err());
            crashLog = Syscalls.growingMemory("progeny-crash");
            Syscalls.makeNonBlocking(toChild[WRITING]);
            Syscalls.makeNonBlocking(fromChild[READING]);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static int[] captured(SpawnRequest.Stream stream) {
        if (stream != SpawnRequest.Stream.CAPTURED) {
            return NO_PIPE;
        }
        int[] pipe = Syscalls.pipe();
        Syscalls.makeNonBlocking(pipe[READING]);
        return pipe;
    }

    /// Writes as much as the pipe holds before the child runs, so that it finds its task there.
    ///
    /// @return bytes written
    int fill(byte[] message) {
        try (var arena = Arena.ofConfined()) {
            int length = Math.min(message.length, PIPE_CAPACITY);
            var chunk = arena.allocate(Math.max(1, length));
            MemorySegment.copy(message, 0, chunk, JAVA_BYTE, 0, length);
            return (int) Math.max(0, Syscalls.write(toChild[WRITING], chunk.asSlice(0, length)));
        }
    }

    PosixSpawn.Given given() {
        return new PosixSpawn.Given(
                toChild[READING],
                fromChild[WRITING],
                crashLog,
                stdout[WRITING],
                stderr[WRITING],
                -1);
    }

    /// Closes the parent's copies of what the child got.
    void closeChildEnds() {
        toChild[READING] = close(toChild[READING]);
        fromChild[WRITING] = close(fromChild[WRITING]);
        stdout[WRITING] = close(stdout[WRITING]);
        stderr[WRITING] = close(stderr[WRITING]);
    }

    /// In the child, where it is a fork.
    void closeParentEnds() {
        toChild[WRITING] = close(toChild[WRITING]);
        fromChild[READING] = close(fromChild[READING]);
        stdout[READING] = close(stdout[READING]);
        stderr[READING] = close(stderr[READING]);
    }

    void handOver(LinuxChild child) {
        child.adopt(toChild[WRITING], fromChild[READING], crashLog);
        child.adoptStreams(stdout[READING], stderr[READING]);
        isHandedOver = true;
    }

    @Override
    public void close() {
        closeChildEnds();
        if (!isHandedOver) {
            close(toChild[WRITING]);
            close(fromChild[READING]);
            close(stdout[READING]);
            close(stderr[READING]);
            close(crashLog);
        }
    }

    /// @return what stands for no descriptor
    private static int close(int fd) {
        if (fd >= 0) {
            Syscalls.close(fd);
        }
        return -1;
    }
}
