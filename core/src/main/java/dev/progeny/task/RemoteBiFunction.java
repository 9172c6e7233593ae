package dev.progeny.task;

import java.io.Serializable;
import java.util.function.BiFunction;

/// A function of two arguments that can run in another process.
///
/// @param <A> the type of the first argument
/// @param <B> the type of the second argument
/// @param <R> the type of the result
@FunctionalInterface
public interface RemoteBiFunction<A, B, R> extends BiFunction<A, B, R>, Serializable {}
