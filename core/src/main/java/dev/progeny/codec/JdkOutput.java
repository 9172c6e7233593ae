package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/// JDK serialization into a [Writer].
final class JdkOutput {
    private JdkOutput() {}

    static void write(@Nullable Object value, Writer out) throws IOException {
        ObjectOutputStream objects = new ObjectOutputStream(into(out));
        objects.writeObject(value);
        objects.flush();
    }

    /// A stream that ends in the writer.
    static OutputStream into(Writer out) {
        return new Sink(out);
    }

    /// What the `writeReplace` of an object gives. JDK serialization may call it where we may not;
    /// nothing is written.
    static @Nullable Object replacementOf(Object value) {
        try {
            Peek peek = new Peek();
            peek.writeObject(value);
            return peek.replacement;
        } catch (IOException refused) {
            return null; // the attempt to send the object then says why
        }
    }

    /// Sees the first object that would be written, after its replacement, and writes null.
    private static final class Peek extends ObjectOutputStream {
        @Nullable Object replacement;

        Peek() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object written) throws IOException {
            if (replacement != null) {
                throw new NotSerializableException("peeking at one object only");
            }
            replacement = written;
            return null;
        }
    }

    /// A stream's face on a [Writer].
    private static final class Sink extends OutputStream {
        private final Writer out;

        Sink(Writer out) {
            this.out = out;
        }

        @Override
        public void write(int value) {
            out.writeByte(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            out.writeBytes(bytes, offset, length);
        }
    }
}
