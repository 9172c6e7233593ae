package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/// A lambda as it travels: the method that holds its body and what it captured. Lets a freshly
/// started process run it without making a class for it, which costs milliseconds when cold.
public final class SentLambda {
    private final LambdaShape shape;
    private final @Nullable Object[] captured;
    private final ClassFilter filter;
    private final ClassLoader loader;
    private @Nullable Object lambda;

    SentLambda(
            LambdaShape shape,
            @Nullable Object[] captured,
            ClassFilter filter,
            ClassLoader loader) {
        this.shape = shape;
        this.captured = captured;
        this.filter = filter;
        this.loader = loader;
    }

    /// Decodes a task with the least work: a lambda comes back as a `SentLambda`, everything else
    /// as [Codec#java()] would decode it. **A task is code**: decode one only if its sender may run
    /// code here.
    ///
    /// @param bytes holds what [Codec#java()] encoded
    /// @param offset index of its first byte
    /// @param length number of its bytes
    /// @return the task
    /// @throws UnreadableException if the bytes are not a value that can be rebuilt here
    /// @throws IndexOutOfBoundsException if the range is not inside `bytes`
    public static @Nullable Object decodeTask(byte[] bytes, int offset, int length) {
        Reader in = new Reader(bytes, offset, length);
        try {
            return new ValueReader(in, ClassFilter.standard()).readTask();
        } catch (Throwable failure) {
            throw Reader.because(failure);
        }
    }

    /// Whether an object is a lambda or method reference that captured nothing: whoever has got it
    /// once needs no other copy.
    ///
    /// @param function any object
    /// @return false also where that is not known
    public static boolean isConstant(Object function) {
        return Shape.of(function.getClass()) instanceof LambdaSender sender
                && sender.isConstant(function);
    }

    /// Runs the body, in the calling thread.
    ///
    /// @param arguments the arguments of the method of the lambda's interface
    /// @return its result; null where that method returns nothing
    /// @throws Throwable whatever the body throws, not wrapped
    public @Nullable Object call(@Nullable Object... arguments) throws Throwable {
        Executable body = shape.body(filter);
        if (body == null) {
            return RealLambda.call(toLambda(), shape, arguments);
        }
        int bound = captured.length;
        @Nullable Object[] all = new @Nullable Object[bound + arguments.length];
        System.arraycopy(captured, 0, all, 0, bound);
        System.arraycopy(arguments, 0, all, bound, arguments.length);
        try {
            Object result;
            if (body instanceof Method method) {
                result = invoke(method, all);
            } else {
                result = ((Constructor<?>) body).newInstance(all);
            }
            return LambdaResult.adapt(result, shape.interfaceSignature);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() != null ? thrown.getCause() : thrown;
        }
    }

    private static @Nullable Object invoke(Method method, @Nullable Object[] all)
            throws ReflectiveOperationException {
        if (Modifier.isStatic(method.getModifiers())) {
            return method.invoke(null, all);
        }
        @Nullable Object[] rest = new @Nullable Object[all.length - 1];
        System.arraycopy(all, 1, rest, 0, rest.length);
        return method.invoke(all[0], rest);
    }

    /// The lambda as an object of its interface.
    ///
    /// @return the lambda, as [Codec#decode(byte[], int, int)] would return it
    /// @throws UnreadableException if it cannot be rebuilt here
    public Object toLambda() {
        Object made = lambda;
        if (made == null) {
            made = RealLambda.make(shape, captured, filter, loader);
            lambda = made;
        }
        return made;
    }

    /// Where the lambda was written.
    ///
    /// @return for example `lambda in com.acme.Main`
    @Override
    public String toString() {
        return "lambda in ".concat(shape.capturingClass.getName());
    }
}
