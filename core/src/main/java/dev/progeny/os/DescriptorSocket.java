package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/// One end of a local socket that carries descriptors: each message is a number, and copies of some
/// of the sender's descriptors (unix(7), `SCM_RIGHTS`).
final class DescriptorSocket implements AutoCloseable {
    /// Of one message.
    private static final int MOST_DESCRIPTORS = 8;

    private static final long HEADER_SIZE = 56;
    private static final long VECTOR = 16;
    private static final long VECTOR_LENGTH = 24;
    private static final long CONTROL = 32;
    private static final long CONTROL_LENGTH = 40;
    private static final long CONTROL_HEADER = 16;
    private static final long LEVEL = 8;
    private static final long TYPE = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int NONE = -1;

    private int number;

    /// @param number of a descriptor that is this object's from now on
    DescriptorSocket(int number) {
        this.number = number;
    }

    /// A message.
    ///
    /// @param word what it says
    /// @param descriptors the receiver's own copies, close-on-exec
    record Message(long word, List<Integer> descriptors) {}

    int number() {
        return number;
    }

    /// Gives the descriptor to another object; closing this one does nothing then.
    DescriptorSocket handOver() {
        var other = new DescriptorSocket(number);
        number = NONE;
        return other;
    }

    /// Sends a message; waits while the other side has not read those before.
    ///
    /// @throws OsException if the other side has gone
    void send(long word, List<Integer> descriptors) {
        try (var arena = Arena.ofConfined()) {
            var payload = arena.allocate(JAVA_LONG);
            payload.set(JAVA_LONG, 0, word);
            var control = control(descriptors.size(), arena);
            for (int i = 0; i < descriptors.size(); i++) {
                control.set(
                        JAVA_INT, CONTROL_HEADER + (long) Integer.BYTES * i, descriptors.get(i));
            }
            var header = header(payload, descriptors.isEmpty() ? null : control, arena);
            long sent;
            do {
                sent = Syscalls.sendMessage(number, header);
            } while (sent == -Errno.EINTR);
            Native.require("sendmsg", sent);
        }
    }

    /// Receives a message; waits for one.
    ///
    /// @return null where the other side has gone, or said nothing within [#limit]
    @Nullable Message receive() {
        try (var arena = Arena.ofConfined()) {
            var payload = arena.allocate(JAVA_LONG);
            var control = control(MOST_DESCRIPTORS, arena);
            var header = header(payload, control, arena);
            long received;
            do {
                received = Syscalls.receiveMessage(number, header);
                // the latter is told once, before what was sent: the other side has closed, and had
                // not read all
            } while (received == -Errno.EINTR || received == -Errno.ECONNRESET);
            if (received != Long.BYTES) {
                return null;
            }
            boolean hasControl = header.get(JAVA_LONG, CONTROL_LENGTH) >= CONTROL_HEADER;
            long bytes = hasControl ? control.get(JAVA_LONG, 0) - CONTROL_HEADER : 0;
            var descriptors = new Integer[(int) bytes / Integer.BYTES];
            for (int i = 0; i < descriptors.length; i++) {
                descriptors[i] = control.get(JAVA_INT, CONTROL_HEADER + (long) Integer.BYTES * i);
            }
            return new Message(payload.get(JAVA_LONG, 0), List.of(descriptors));
        }
    }

    /// Limits how long [#receive] waits.
    void limit(Duration timeout) {
        try (var arena = Arena.ofConfined()) {
            var timeval = arena.allocate(JAVA_LONG, 2);
            timeval.setAtIndex(JAVA_LONG, 0, timeout.toSeconds());
            timeval.setAtIndex(JAVA_LONG, 1, timeout.toNanosPart() / 1000);
            Syscalls.limitReceive(number, timeval);
        }
    }

    private static MemorySegment control(int descriptors, Arena arena) {
        long length = CONTROL_HEADER + (long) Integer.BYTES * descriptors;
        var control = arena.allocate(length, Long.BYTES);
        control.set(JAVA_LONG, 0, length);
        control.set(JAVA_INT, LEVEL, SOL_SOCKET);
        control.set(JAVA_INT, TYPE, SCM_RIGHTS);
        return control;
    }

    private static MemorySegment header(
            MemorySegment payload, @Nullable MemorySegment control, Arena arena) {
        var vector = arena.allocate(JAVA_LONG, 2);
        vector.setAtIndex(JAVA_LONG, 0, payload.address());
        vector.setAtIndex(JAVA_LONG, 1, payload.byteSize());
        var header = arena.allocate(HEADER_SIZE, Long.BYTES);
        header.set(JAVA_LONG, VECTOR, vector.address());
        header.set(JAVA_LONG, VECTOR_LENGTH, 1);
        if (control != null) {
            header.set(JAVA_LONG, CONTROL, control.address());
            header.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
        }
        return header;
    }

    @Override
    public void close() {
        if (number != NONE) {
            Syscalls.close(number);
            number = NONE;
        }
    }
}
