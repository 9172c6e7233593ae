package dev.progeny.task;

import java.io.Serializable;
import java.util.function.UnaryOperator;

/// A change of a value that can be made in another process.
///
/// @param <A> the type of the argument and the result
@FunctionalInterface
public interface RemoteUnaryOperator<A> extends UnaryOperator<A>, Serializable {}
