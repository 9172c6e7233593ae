package dev.progeny.task;

import java.io.Serializable;
import java.util.function.Function;

/// A [Function] of the JDK's that can run in another process, where a JDK interface asks for one;
/// unlike [RemoteFunction] it throws no checked exceptions.
///
/// @param <A> the type of the argument
/// @param <R> the type of the result
@FunctionalInterface
public interface RemoteMapper<A, R> extends Function<A, R>, Serializable {}
