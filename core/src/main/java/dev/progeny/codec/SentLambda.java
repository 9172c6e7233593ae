package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// A lambda as it travels: the method that holds its body and what it captured. Lets a freshly
/// started process run it without making a class for it, which costs milliseconds when cold.
@SuppressWarnings({"UnusedMethod", "DoNotCallSuggester"})
public final class SentLambda {
    private final Serializable lambda;

    private SentLambda(Serializable lambda) {
        this.lambda = lambda;
    }

    /// Decodes a task with the least work: a lambda comes back as a `SentLambda`, everything else
    /// as [Codec#java()] would decode it. A task is code; decode one only if its sender may run
    /// code here.
    ///
    /// @param bytes holds what [Codec#java()] encoded
    /// @param offset index of its first byte
    /// @param length number of its bytes
    /// @return the task
    /// @throws UnreadableException if the bytes are not a value that can be rebuilt here
    public static @Nullable Object decodeTask(byte[] bytes, int offset, int length) {
        return Codec.java().decode(bytes, offset, length);
    }

    /// Runs the body.
    ///
    /// @param arguments the arguments of the lambda's interface
    /// @return its result; null where the interface's method returns nothing
    /// @throws Throwable whatever the body throws, not wrapped
    public @Nullable Object call(@Nullable Object... arguments) throws Throwable {
        throw new UnsupportedOperationException(lambda.toString());
    }

    /// The lambda as an object of its interface.
    ///
    /// @return the lambda, as [Codec#decode(byte[], int, int)] would return it
    /// @throws UnreadableException if it cannot be rebuilt here
    public Object toLambda() {
        return lambda;
    }
}
