package dev.progeny.pool;

import java.io.Serializable;

/// Stands for an item of a batch that failed, among the results of the others.
///
/// @param throwable what it threw, encoded
@SuppressWarnings("ArrayRecordComponent") // never compared
record Failure(byte[] throwable) implements Serializable {}
