package dev.progeny.task;

import java.io.Serializable;
import java.util.function.Predicate;

/// A condition that can be decided in another process.
///
/// @param <A> the type of the argument
@FunctionalInterface
public interface RemotePredicate<A> extends Predicate<A>, Serializable {}
