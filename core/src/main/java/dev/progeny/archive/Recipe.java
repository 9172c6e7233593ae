package dev.progeny.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// A child as an archive sees it.
///
/// @param java the launcher, with its path
/// @param options all JVM options of the child that come before its code
/// @param files the jars whose classes the archive is to hold
/// @param code the options that name these jars as the code, and the main class; in the child's own
///     command the user's class path may follow behind them
/// @param role which kind of child it is: each has its own archive
/// @param rehearsal what to run for the recording
public record Recipe(
        String java,
        List<String> options,
        List<Path> files,
        List<String> code,
        String role,
        Supplier<Rehearsal> rehearsal) {

    /// Makes a recipe.
    public Recipe {
        options = List.copyOf(options);
        files = List.copyOf(files);
        code = List.copyOf(code);
    }

    /// A conversation with a child, of which all is known before.
    ///
    /// @param message what the child reads from its private channel
    /// @param answer what it writes there, to the byte
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Rehearsal(byte[] message, byte[] answer) {}
}
