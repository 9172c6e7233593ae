package dev.progeny.task;

import java.io.Serializable;
import java.util.function.Consumer;

/// Something to be done with a value in another process.
///
/// @param <A> the type of the argument
@FunctionalInterface
public interface RemoteConsumer<A> extends Consumer<A>, Serializable {}
