package dev.progeny.task;

import java.io.Serializable;
import java.util.Comparator;

/// An order that can be decided in another process.
///
/// @param <A> the type of what is ordered
@FunctionalInterface
public interface RemoteComparator<A> extends Comparator<A>, Serializable {}
