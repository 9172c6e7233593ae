package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Writes a throwable with its causes and suppressed ones, one node each.
///
/// | then | what |
/// |---|---|
/// | version | one byte, that of [Tag#VERSION] |
/// | *n* | number of nodes, the first being the throwable itself |
///
/// and for each node
///
/// | then | what |
/// |---|---|
/// | class name | string |
/// | message | string, or null |
/// | *n*, frames | class name, method, file (or null): strings; line: 4 bytes |
/// | cause | node number + 1; 0 for none |
/// | *n*, suppressed | node numbers |
/// | *n*, bytes | the node by JDK serialization, others being [OtherThrowable]; or none |
final class ThrowableWriter {
    private static final int MAX_NODES = 64;
    private static final int MAX_FRAMES = 1024;
    private static final int MAX_MESSAGE = 1 << 16;
    private static final int MAX_SUPPRESSED = 32;

    private final List<Throwable> nodes = new ArrayList<>();
    private final Writer out = new Writer(4096);

    byte[] write(Throwable root) {
        nodes.add(root);
        Writer body = new Writer(4096);
        for (int i = 0; i < nodes.size(); i++) {
            writeNode(nodes.get(i), body);
        }
        out.writeByte(Tag.VERSION);
        out.writeLength(nodes.size());
        out.writeBytes(body.bytes, 0, body.size);
        return out.toByteArray();
    }

    /// The least that can be said: a throwable of a class.
    static byte[] nameOnly(String className) {
        Writer out = new Writer(64);
        out.writeByte(Tag.VERSION);
        out.writeLength(1);
        out.writeString(className);
        out.writeByte(Tag.NULL);
        for (int i = 0; i < 4; i++) {
            out.writeLength(0);
        }
        return out.toByteArray();
    }

    private void writeNode(Throwable node, Writer body) {
        body.writeString(node.getClass().getName());
        writeNullable(message(node), body);
        writeFrames(node, body);
        body.writeLength(number(cause(node)) + 1);
        writeSuppressed(node, body);
        byte[] own = serialize(node);
        body.writeLength(own.length);
        body.writeBytes(own, 0, own.length);
    }

    private static void writeNullable(@Nullable String text, Writer body) {
        if (text == null) {
            body.writeByte(Tag.NULL);
        } else {
            body.writeString(text);
        }
    }

    private static @Nullable String message(Throwable node) {
        try {
            String message = node.getMessage();
            return message != null && message.length() > MAX_MESSAGE
                    ? message.substring(0, MAX_MESSAGE)
                    : message;
        } catch (Throwable hostile) {
            return "(its message failed: " + hostile.getClass().getName() + ")";
        }
    }

    private static void writeFrames(Throwable node, Writer body) {
        StackTraceElement[] frames;
        try {
            frames = node.getStackTrace().clone();
        } catch (Throwable hostile) {
            frames = new StackTraceElement[0];
        }
        int count = 0;
        while (count < Math.min(frames.length, MAX_FRAMES) && frames[count] != null) {
            count++;
        }
        body.writeLength(count);
        for (int i = 0; i < count; i++) {
            body.writeString(frames[i].getClassName());
            body.writeString(frames[i].getMethodName());
            writeNullable(frames[i].getFileName(), body);
            body.writeInt(frames[i].getLineNumber());
        }
    }

    private static @Nullable Throwable cause(Throwable node) {
        try {
            return node.getCause();
        } catch (Throwable hostile) {
            return null;
        }
    }

    private void writeSuppressed(Throwable node, Writer body) {
        Throwable[] suppressed = node.getSuppressed();
        int start = body.size;
        body.writeByte(0);
        int count = 0;
        for (Throwable one : suppressed) {
            int number = count < MAX_SUPPRESSED ? number(one) : -1;
            if (number >= 0) {
                body.writeLength(number);
                count++;
            }
        }
        body.bytes[start] = (byte) count;
    }

    /// The number of a node, a new one for a throwable met for the first time; -1 for none.
    private int number(@Nullable Throwable node) {
        if (node == null) {
            return -1;
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) == node) {
                return i;
            }
        }
        if (nodes.size() == MAX_NODES) {
            return -1;
        }
        nodes.add(node);
        return nodes.size() - 1;
    }

    private byte[] serialize(Throwable node) {
        Writer own = new Writer(2048);
        try {
            OneThrowable objects = new OneThrowable(node, JdkOutput.into(own));
            objects.writeObject(node);
            objects.flush();
            return own.toByteArray();
        } catch (Throwable hostile) {
            return new byte[0];
        }
    }

    /// Writes one throwable and, in place of each other one, its number.
    private final class OneThrowable extends ObjectOutputStream {
        private final Throwable node;

        OneThrowable(Throwable node, OutputStream out) throws IOException {
            super(out);
            this.node = node;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object written) {
            return written instanceof Throwable other && other != node
                    ? new OtherThrowable(number(other))
                    : written;
        }
    }
}
