package dev.progeny.task;

import java.io.Serializable;
import java.util.function.BiConsumer;

/// Something to be done with two values in another process.
///
/// @param <A> the type of the first argument
/// @param <B> the type of the second argument
@FunctionalInterface
public interface RemoteBiConsumer<A, B> extends BiConsumer<A, B>, Serializable {}
