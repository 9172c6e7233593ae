package dev.progeny.process;

import dev.progeny.archive.Archives;
import dev.progeny.archive.Recipe;
import dev.progeny.archive.Rehearsed;
import dev.progeny.codec.Codec;
import dev.progeny.os.Os;
import dev.progeny.os.Renewals;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/// Asks for an archive for a child, see [dev.progeny.archive.Archives].
final class ChildArchive {
    private static final int CAPTURED = 41;

    private ChildArchive() {}

    /// The archive for a child.
    ///
    /// @param java its launcher
    /// @param options its JVM options
    /// @param code what [ChildCode] says
    /// @param task what it will run
    static Archives.Use of(String java, List<String> options, ChildCode code, Object task) {
        boolean isFork = Renewals.generation() > 0; // the one who trains may have stopped
        if (code.recorded().isEmpty() || isFork) {
            return Archives.Use.NONE;
        }
        var rehearsal = task instanceof Rehearsed rehearsed ? rehearsed.rehearsal() : null;
        var recipe =
                new Recipe(
                        java,
                        options,
                        code.files(),
                        code.recorded(),
                        rehearsal == null ? "child" : rehearsal.getClass().getName(),
                        () -> conversation(rehearsal));
        return Archives.shared().forStart(recipe, ThisProcess.depth() == 0);
    }

    /// A child runs a lambda, and before it what its kind has to load.
    private static Recipe.Rehearsal conversation(@Nullable RemoteRunnable preload) {
        var codec = Codec.java();
        var launch =
                new BootProtocol.Launch(
                        "archive",
                        "archive",
                        true,
                        1,
                        false,
                        "",
                        Os.current().callLibrary(),
                        null,
                        preload == null ? null : codec.encode(preload),
                        codec.encode(successorOf(CAPTURED)));
        var answer = new ByteArrayOutputStream();
        try {
            answer.write(BootProtocol.encode(BootProtocol.STARTED, new byte[0]));
            answer.write(BootProtocol.encode(BootProtocol.RETURNED, codec.encode(CAPTURED + 1)));
            return new Recipe.Rehearsal(launch.toMessage(), answer.toByteArray());
        } catch (IOException e) {
            throw new AssertionError("an array does not fail", e);
        }
    }

    private static RemoteCallable<Integer> successorOf(int captured) {
        return () -> captured + 1;
    }
}
