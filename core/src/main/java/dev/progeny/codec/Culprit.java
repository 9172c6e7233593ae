package dev.progeny.codec;

/// An object that keeps a value from being sent.
///
/// @param object the object
/// @param path how the value leads to it, in words
record Culprit(Object object, String path) {}
