package dev.progeny.codec;

import dev.progeny.task.RemoteTaskException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// Reads what [ThrowableWriter] wrote, and rebuilds what can be rebuilt.
final class ThrowableReader {
    /// What is known of one throwable.
    private static final class Node {
        final String className;
        final @Nullable String message;
        final StackTraceElement[] frames;
        final int cause;
        final int[] suppressed;
        final byte[] own;

        Node(Reader in) {
            className = in.readString();
            message = readNullable(in);
            frames = new StackTraceElement[in.readCount()];
            for (int i = 0; i < frames.length; i++) {
                String type = in.readString();
                String method = in.readString();
                frames[i] = new StackTraceElement(type, method, readNullable(in), in.readInt());
            }
            cause = in.readLength() - 1;
            suppressed = new int[in.readCount()];
            for (int i = 0; i < suppressed.length; i++) {
                suppressed[i] = in.readLength();
            }
            int length = in.readLength();
            int at = in.skip(length);
            own = Arrays.copyOfRange(in.bytes, at, at + length);
        }

        private static @Nullable String readNullable(Reader in) {
            int tag = in.readByte();
            if (tag == Tag.NULL) {
                return null;
            }
            in.position--;
            return in.readString();
        }
    }

    private final Reader in;
    private final ClassFilter filter;
    private final ClassLoader loader = ClassLookup.loader();
    private Node[] nodes = {};
    private @Nullable Throwable[] built = {};
    private boolean[] inWork = {};

    ThrowableReader(Reader in, ClassFilter filter) {
        this.in = in;
        this.filter = filter;
    }

    Throwable read() {
        int version = in.readByte();
        int count = in.readCount();
        if (version != Tag.VERSION || count == 0) {
            throw in.malformed("no throwable");
        }
        nodes = new Node[count];
        for (int i = 0; i < count; i++) {
            nodes[i] = new Node(in);
        }
        built = new @Nullable Throwable[count];
        inWork = new boolean[count];
        return build(0);
    }

    private Throwable build(int number) {
        Throwable known = built[number];
        if (known != null) {
            return known;
        }
        Node node = nodes[number];
        if (inWork[number]) { // a cycle that goes through a throwable still being rebuilt
            return withFrames(new RemoteTaskException(node.className, node.message, null), node);
        }
        inWork[number] = true;
        Throwable throwable = ownType(node);
        if (throwable == null) {
            throwable = standIn(node);
        }
        inWork[number] = false;
        built[number] = throwable;
        return throwable;
    }

    /// The throwable as it was; null if its class is missing here or fails to rebuild it.
    private @Nullable Throwable ownType(Node node) {
        if (node.own.length == 0) {
            return null;
        }
        Reader own = new Reader(node.own, 0, node.own.length);
        try (OneThrowable objects = new OneThrowable(own)) {
            Object value = objects.readLast(own);
            return value instanceof Throwable throwable
                            && value.getClass().getName().equals(node.className)
                    ? keepFrames(throwable, node)
                    : null;
        } catch (Throwable unusable) {
            return null;
        }
    }

    private Throwable standIn(Node node) {
        Throwable cause = other(node.cause);
        RemoteTaskException standIn = new RemoteTaskException(node.className, node.message, cause);
        for (int number : node.suppressed) {
            Throwable one = other(number);
            if (one != null) {
                standIn.addSuppressed(one);
            }
        }
        return withFrames(standIn, node);
    }

    private @Nullable Throwable other(int number) {
        return number < 0 || number >= nodes.length ? null : build(number);
    }

    /// Its own serialized form has the frames too, unless the class meddles with them.
    private static Throwable keepFrames(Throwable throwable, Node node) {
        return throwable.getStackTrace().length == 0 ? withFrames(throwable, node) : throwable;
    }

    private static Throwable withFrames(Throwable throwable, Node node) {
        try {
            throwable.setStackTrace(node.frames);
        } catch (Throwable hostile) {
            return throwable; // then it keeps the frames that its own serialization gave it
        }
        return throwable;
    }

    /// Reads one throwable and puts the others where their numbers are.
    private final class OneThrowable extends JdkInput {
        OneThrowable(Reader own) throws IOException {
            super(own, filter, loader);
            enableResolveObject(true);
        }

        @Override
        protected @Nullable Object resolveObject(Object read) {
            return read instanceof OtherThrowable stand ? other(stand.number) : read;
        }
    }
}
