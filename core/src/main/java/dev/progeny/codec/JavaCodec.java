package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/// The codec of the JDK.
final class JavaCodec implements Codec {
    static final JavaCodec STANDARD = new JavaCodec(ClassFilter.standard());

    private final ClassFilter filter;

    JavaCodec(ClassFilter filter) {
        this.filter = filter;
    }

    @Override
    public void encode(@Nullable Object value, OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(value);
        }
        bytes.writeTo(out);
    }

    @Override
    @SuppressWarnings("BanSerializableRead")
    public @Nullable Object decode(InputStream in) throws IOException, ClassNotFoundException {
        assert filter != null;
        return new ObjectInputStream(in).readObject();
    }

    @Override
    public @Nullable Object decode(byte[] bytes, int offset, int length) {
        try {
            return decode(new ByteArrayInputStream(bytes, offset, length));
        } catch (Throwable failure) {
            throw UnreadableException.because(failure);
        }
    }
}
