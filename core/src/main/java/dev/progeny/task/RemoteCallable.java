package dev.progeny.task;

import java.io.Serializable;
import java.util.concurrent.Callable;

/// A task with a result that can run in another process.
///
/// @param <R> the type of the result; it travels back by value, so it must be serializable too
@FunctionalInterface
public interface RemoteCallable<R> extends Callable<R>, Serializable {}
