package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/// JDK serialization behind a filter, with the classes of the thread's loader.
class JdkInput extends ObjectInputStream {
    private final ClassLoader loader;
    private final StreamFilter guard;

    JdkInput(Reader in, ClassFilter filter, ClassLoader loader) throws IOException {
        super(new ByteArrayInputStream(in.bytes, in.position, in.remaining()));
        this.loader = loader;
        this.guard = new StreamFilter(filter, in.remaining());
        setObjectInputFilter(guard);
    }

    /// Reads one object from what is left of the message.
    static @Nullable Object read(Reader in, ClassFilter filter, ClassLoader loader) {
        try (JdkInput objects = new JdkInput(in, filter, loader)) {
            return objects.readLast(in);
        } catch (IOException | ClassNotFoundException failure) {
            throw UnreadableException.because(failure);
        }
    }

    /// Reads the object that must end the message.
    @SuppressWarnings("BanSerializableRead") // behind a filter: that is what this class is for
    final @Nullable Object readLast(Reader in) throws IOException, ClassNotFoundException {
        try {
            Object value = readObject();
            in.position = in.limit;
            return value;
        } catch (IOException | RuntimeException failure) {
            String refusal = guard.refusal();
            if (refusal != null) {
                throw new UnreadableException(refusal, failure);
            }
            throw failure;
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
            throws IOException, ClassNotFoundException {
        String name = description.getName();
        try {
            return ClassLookup.find(name, loader);
        } catch (ClassNotFoundException missing) {
            return super.resolveClass(description); // knows the primitives
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces)
            throws IOException, ClassNotFoundException {
        Class<?>[] types = new Class<?>[interfaces.length];
        ClassLoader definer = loader;
        for (int i = 0; i < types.length; i++) {
            types[i] = ClassLookup.find(interfaces[i], loader);
            if (!Modifier.isPublic(types[i].getModifiers())) {
                definer = types[i].getClassLoader();
            }
        }
        String refused = guard.refuseProxy(types);
        if (refused != null) {
            throw new InvalidClassException(refused);
        }
        InvocationHandler unused = (_, _, _) -> null;
        try {
            return Proxy.newProxyInstance(definer, types, unused).getClass();
        } catch (IllegalArgumentException inconsistent) {
            throw new ClassNotFoundException("no such proxy", inconsistent);
        }
    }
}
