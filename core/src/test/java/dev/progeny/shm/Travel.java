package dev.progeny.shm;

import dev.progeny.codec.Codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/// What arrives when an object travels.
final class Travel {
    private Travel() {}

    static byte[] serialized(Object value) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    static Object deserialized(byte[] bytes) throws Exception {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /// By JDK serialization.
    @SuppressWarnings("unchecked") // serialization keeps the type
    static <T> T copy(T value) throws Exception {
        return (T) deserialized(serialized(value));
    }

    /// By the codec of tasks and results.
    @SuppressWarnings("unchecked") // serialization keeps the type
    static <T> T send(T value) {
        byte[] bytes = Codec.java().encode(value);
        return (T) Codec.java().decode(bytes, 0, bytes.length);
    }
}
