package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// The codec of the JDK: the fast path first, JDK serialization of the whole value where that
/// gives up.
final class JavaCodec implements Codec {
    static final JavaCodec STANDARD = new JavaCodec(ClassFilter.standard());

    private final ClassFilter filter;

    JavaCodec(ClassFilter filter) {
        this.filter = filter;
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        return encode(value, 0);
    }

    @Override
    public byte[] encode(@Nullable Object value, int head) {
        Writer out = new Writer(head + PrimitiveArrays.sizeHint(value));
        out.size = head;
        out.writeByte(Tag.VERSION);
        if (!writeFast(value, out)) {
            out.size = head + 1;
            writeByJdk(value, out);
        }
        return out.toByteArray();
    }

    /// A failure here is met again by JDK serialization, which then is the one to report it.
    private static boolean writeFast(@Nullable Object value, Writer out) {
        try {
            return new ValueWriter(out).write(value);
        } catch (RuntimeException | VirtualMachineError | LinkageError failure) {
            return false;
        }
    }

    private static void writeByJdk(@Nullable Object value, Writer out) {
        int start = out.size;
        try {
            if (value != null
                    && Shape.of(value.getClass()) instanceof LambdaSender lambda
                    && lambda.writeRoot(value, new ValueWriter(out))) {
                return;
            }
            out.size = start;
            out.writeByte(Tag.JDK);
            JdkOutput.write(value, out);
        } catch (Throwable failure) {
            throw Refusal.of(value, failure);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes, int offset, int length) {
        Reader in = new Reader(bytes, offset, length);
        try {
            return new ValueReader(in, filter).readMessage();
        } catch (Throwable failure) {
            throw UnreadableException.because(failure);
        }
    }

    @Override
    public void encode(@Nullable Object value, OutputStream out) throws IOException {
        byte[] message = encode(value);
        byte[] length = new byte[4];
        for (int i = 0; i < 4; i++) {
            length[i] = (byte) (message.length >> (24 - 8 * i));
        }
        out.write(length);
        out.write(message);
    }

    @Override
    public @Nullable Object decode(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        int length = 0;
        for (byte b : head) {
            length = length << 8 | (b & 0xFF);
        }
        if (head.length < 4 || length < 0) {
            throw new EOFException("the stream ends where a message must begin");
        }
        byte[] message = in.readNBytes(length); // grows with what comes, whatever was announced
        if (message.length < length) {
            throw new EOFException(
                    "the stream ends inside a message: bytes="
                            + message.length
                            + ", expected="
                            + length);
        }
        return decode(message, 0, length);
    }
}
