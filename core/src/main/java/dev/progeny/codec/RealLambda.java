package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/// Makes a lambda an object of its interface again, by the class that wrote it.
final class RealLambda {
    private RealLambda() {}

    static Object make(
            LambdaShape shape,
            @Nullable Object[] captured,
            ClassFilter filter,
            ClassLoader loader) {
        SerializedLambda fields =
                new SerializedLambda(
                        shape.capturingClass,
                        shape.interfaceClass,
                        shape.interfaceMethod,
                        shape.interfaceSignature,
                        shape.kind,
                        shape.bodyClass,
                        shape.bodyMethod,
                        shape.bodySignature,
                        shape.instantiatedType,
                        captured);
        Throwable failure;
        try {
            Object lambda =
                    shape.deserializerIsOpen
                            ? shape.deserializer.invoke(null, fields)
                            : throughJdk(fields, filter, loader);
            if (lambda != null) {
                return lambda;
            }
            failure = new NullPointerException("no lambda");
        } catch (InvocationTargetException thrown) {
            failure = thrown.getCause() != null ? thrown.getCause() : thrown;
        } catch (ReflectiveOperationException | IOException unusual) {
            failure = unusual;
        }
        throw Reader.unreadable(
                "a lambda is not known here: class="
                        + shape.capturingClass.getName()
                        + ", method="
                        + shape.bodyMethod
                        + "; sender and receiver need the same class path, cause="
                        + UnreadableException.describe(failure),
                failure);
    }

    /// JDK serialization may call what is closed to us.
    static @Nullable Object throughJdk(
            SerializedLambda fields, ClassFilter filter, ClassLoader loader) throws IOException {
        Writer out = new Writer(1024);
        JdkOutput.write(fields, out);
        return JdkInput.read(new Reader(out.bytes, 0, out.size), filter, loader);
    }

    /// Calls the lambda through the method of its interface.
    static @Nullable Object call(Object lambda, LambdaShape shape, @Nullable Object[] arguments)
            throws Throwable {
        Class<?> type =
                ClassLookup.find(
                        shape.interfaceClass.replace('/', '.'), lambda.getClass().getClassLoader());
        for (Method method : type.getMethods()) {
            if (method.getName().equals(shape.interfaceMethod)
                    && method.getParameterCount() == arguments.length
                    && method.trySetAccessible()) {
                try {
                    return method.invoke(lambda, arguments);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause() != null ? thrown.getCause() : thrown;
                }
            }
        }
        throw Reader.unreadable(
                "a lambda cannot be called here: interface="
                        + type.getName()
                        + "; open its package to dev.progeny",
                null);
    }
}
