package dev.progeny.process;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What parent and child say to each other on the private channel, version 2.
///
/// | offset | size | field   | meaning                              |
/// |-------:|-----:|---------|--------------------------------------|
/// |      0 |    4 | length  | bytes that follow, type included     |
/// |      4 |    1 | type    | one of the constants below           |
/// |      5 |    n | payload | by type                              |
///
/// Big-endian. Legal order: LAUNCH is the first and only unasked message of the parent; the child
/// says STARTED, then RETURNED or THREW, once each. In between and after, the child may ask for a
/// class; the parent answers each CLASS_WANTED with one CLASS, in order.
///
/// On the lean boot path of the child.
final class BootProtocol {
    static final byte VERSION = 2;

    /// [Launch].
    static final byte LAUNCH = 1;

    /// A boolean that says whether there is such a class, then its bytes.
    static final byte CLASS = 2;

    /// Empty: the child has booted and calls its task now.
    static final byte STARTED = 11;

    /// The result, encoded.
    static final byte RETURNED = 12;

    /// What the task threw, encoded.
    static final byte THREW = 13;

    /// Name of a resource that the child's class path lacks, as `Class.getResource` takes it.
    static final byte CLASS_WANTED = 14;

    static final int HEADER = 5;

    private static final int LONGEST_TEXT = 0xFFFF;

    /// Longest message: what an array can hold, with some room.
    static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private BootProtocol() {}

    /// One message.
    ///
    /// @param type which
    /// @param payload all after the header
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(byte type, byte[] payload) {}

    static byte[] encode(byte type, byte[] payload) {
        if (payload.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "too long for one message: bytes="
                            + payload.length
                            + "; send parts, or share memory");
        }
        var message = new byte[HEADER + payload.length];
        int length = payload.length + 1;
        message[0] = (byte) (length >>> 24);
        message[1] = (byte) (length >>> 16);
        message[2] = (byte) (length >>> 8);
        message[3] = (byte) length;
        message[4] = type;
        System.arraycopy(payload, 0, message, HEADER, payload.length);
        return message;
    }

    /// Length of what follows the four bytes of length at an offset.
    static int lengthAt(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 24
                | (bytes[offset + 1] & 0xFF) << 16
                | (bytes[offset + 2] & 0xFF) << 8
                | (bytes[offset + 3] & 0xFF);
    }

    /// Reads one message; blocks until it is there.
    static Message read(InputStream in) throws IOException {
        byte[] header = readFully(in, HEADER);
        int length = lengthAt(header, 0) - 1;
        if (length < 0) {
            throw new IOException("not a message of the parent: length=" + (length + 1));
        }
        return new Message(header[HEADER - 1], readFully(in, length));
    }

    private static byte[] readFully(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the parent has closed the channel");
        }
        return bytes;
    }

    /// All that a child needs to know to run its task.
    ///
    /// @param name the child's
    /// @param parentName the parent's
    /// @param isDaemon whether the parent's end ends the child
    /// @param depth how many ancestors started by Progeny it has
    /// @param isServed whether the parent answers CLASS_WANTED
    /// @param family where the family's memory is
    /// @param calls where the library for native calls is; empty for none
    /// @param defaults options to take over, encoded; null for the library's own
    /// @param preload what to run first, encoded; null for nothing
    /// @param task the task, encoded
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Launch(
            String name,
            String parentName,
            boolean isDaemon,
            int depth,
            boolean isServed,
            String family,
            String calls,
            byte @Nullable [] defaults,
            byte @Nullable [] preload,
            byte[] task) {

        byte[] toMessage() throws IOException {
            var bytes = new ByteArrayOutputStream(task.length + 128);
            var out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            write(out, name);
            write(out, parentName);
            out.writeBoolean(isDaemon);
            out.writeInt(depth);
            out.writeBoolean(isServed);
            write(out, family);
            write(out, calls);
            write(out, defaults);
            write(out, preload);
            write(out, task);
            return encode(LAUNCH, bytes.toByteArray());
        }

        static Launch of(Message message) throws IOException {
            var in = new Fields(message.payload);
            int version = in.number(1);
            if (message.type != LAUNCH || version != VERSION) {
                throw new IOException(
                        "the parent runs another version of Progeny: type="
                                + message.type
                                + ", version="
                                + version
                                + "; use one version on all class paths");
            }
            var name = in.text();
            var parentName = in.text();
            boolean isDaemon = in.number(1) != 0;
            int depth = in.number(4);
            boolean isServed = in.number(1) != 0;
            String family = in.text();
            String calls = in.text();
            byte[] defaults = in.bytes();
            byte[] preload = in.bytes();
            byte[] task = in.bytes();
            if (task == null) {
                throw new IOException("the parent sent no task");
            }
            return new Launch(
                    name,
                    parentName,
                    isDaemon,
                    depth,
                    isServed,
                    family,
                    calls,
                    defaults,
                    preload,
                    task);
        }

        private static void write(DataOutputStream out, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > LONGEST_TEXT) {
                throw new IllegalArgumentException(
                        "too long for a name: bytes=" + bytes.length + "; use a shorter one");
            }
            out.writeShort(bytes.length);
            out.write(bytes);
        }

        private static void write(DataOutputStream out, byte @Nullable [] bytes)
                throws IOException {
            out.writeInt(bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                out.write(bytes);
            }
        }
    }

    /// Reads the fields of a payload, one after the other. A `DataInputStream` would bring forty
    /// classes along, for handles of variables.
    private static final class Fields {
        private final byte[] bytes;
        private int next;

        Fields(byte[] bytes) {
            this.bytes = bytes;
        }

        int number(int byteSize) throws IOException {
            int end = endOf(byteSize);
            int number = 0;
            while (next < end) {
                number = number << 8 | (bytes[next] & 0xFF);
                next++;
            }
            return number;
        }

        String text() throws IOException {
            int length = number(2);
            int end = endOf(length);
            var text = new String(bytes, next, length, StandardCharsets.UTF_8);
            next = end;
            return text;
        }

        byte @Nullable [] bytes() throws IOException {
            int length = number(4);
            if (length < 0) {
                return null;
            }
            int end = endOf(length);
            byte[] copy = Arrays.copyOfRange(bytes, next, end);
            next = end;
            return copy;
        }

        private int endOf(int length) throws IOException {
            if (length > bytes.length - next) {
                throw new EOFException(
                        "a message of the parent ends too early: length="
                                + length
                                + ", left="
                                + (bytes.length - next));
            }
            return next + length;
        }
    }
}
