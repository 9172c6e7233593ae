package dev.progeny.process;

import dev.progeny.archive.Archives;
import dev.progeny.archive.Recipe;
import dev.progeny.archive.Rehearsed;
import dev.progeny.codec.Codec;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks for an archive for a child, see [dev.progeny.archive.Archives].
///
/// There can be one where the child's code is a class path that begins with a jar in which this
/// library is. Not for modules: the JVM takes an archive only with the very same module path.
final class ChildArchive {
    private static final int CAPTURED = 41;
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private ChildArchive() {}

    /// The archive for a child.
    ///
    /// @param java its launcher
    /// @param options its JVM options
    /// @param code what [ChildCode] says
    /// @param task what it will run
    static Archives.Use of(String java, List<String> options, List<String> code, Object task) {
        if (!code.getFirst().equals(NATIVE_ACCESS) || !code.get(1).equals("-cp")) {
            return Archives.Use.NONE;
        }
        String library = Library.location();
        String classPath = code.get(2);
        if (!classPath.equals(library) && !classPath.startsWith(library + File.pathSeparator)) {
            return Archives.Use.NONE;
        }
        var all = new ArrayList<>(options);
        all.add(NATIVE_ACCESS);
        var rehearsal = task instanceof Rehearsed rehearsed ? rehearsed.rehearsal() : null;
        var recipe =
                new Recipe(
                        java,
                        all,
                        Path.of(library),
                        ChildCode.onClassPath(library),
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
