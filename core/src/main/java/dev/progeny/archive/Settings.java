package dev.progeny.archive;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What the user wants of archives.
///
/// | property                        | variable                    | value                        |
/// |---------------------------------|-----------------------------|------------------------------|
/// | `dev.progeny.archive`           | `PROGENY_ARCHIVE`           | `auto`, `use`, `now`, `off`  |
/// | `dev.progeny.archive.directory` | `PROGENY_ARCHIVE_DIRECTORY` | a directory                  |
///
/// A property counts before its variable. A value that is not understood turns archives off: they
/// must not be why a start fails.
///
/// @param mode what is done
/// @param directory where they are; null where there is no home
record Settings(Mode mode, @Nullable Path directory) {
    static final String MODE = "dev.progeny.archive";
    static final String DIRECTORY = "dev.progeny.archive.directory";

    private static final String MODE_VARIABLE = "PROGENY_ARCHIVE";
    private static final String DIRECTORY_VARIABLE = "PROGENY_ARCHIVE_DIRECTORY";

    /// Set by those who run tests: Maven's Surefire and Gradle.
    private static final Set<String> TEST_PROPERTIES =
            Set.of(
                    "surefire.test.class.path",
                    "surefire.real.class.path",
                    "org.gradle.test.worker");

    /// Main classes that run tests begin so.
    private static final Set<String> TEST_COMMANDS =
            Set.of("org.junit.", "com.intellij.rt.junit.", "org.eclipse.jdt.internal.junit.");

    static Settings read() {
        return of(System::getProperty, System::getenv);
    }

    static Settings of(
            UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> variable) {
        try {
            var mode = mode(first(property.apply(MODE), variable.apply(MODE_VARIABLE)), property);
            return new Settings(mode, directory(property, variable));
        } catch (IllegalArgumentException e) {
            System.getLogger("dev.progeny.archive")
                    .log(
                            Level.WARNING,
                            "children boot without an archive: "
                                    + e.getMessage()
                                    + "; set "
                                    + MODE
                                    + " to auto, use, now or off, and "
                                    + DIRECTORY
                                    + " to a directory");
            return new Settings(Mode.OFF, null);
        }
    }

    private static Mode mode(@Nullable String wanted, UnaryOperator<@Nullable String> property) {
        if (wanted != null) {
            return Mode.valueOf(wanted.toUpperCase(Locale.ROOT));
        }
        return isTestRun(property) ? Mode.USE : Mode.AUTO;
    }

    /// A run of tests looks for processes and files that were left behind; there must be none of
    /// ours that nobody asked for.
    private static boolean isTestRun(UnaryOperator<@Nullable String> property) {
        String command = property.apply("sun.java.command");
        return TEST_PROPERTIES.stream().anyMatch(name -> property.apply(name) != null)
                || (command != null && TEST_COMMANDS.stream().anyMatch(command::startsWith));
    }

    private static @Nullable Path directory(
            UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> variable) {
        try {
            String wanted = first(property.apply(DIRECTORY), variable.apply(DIRECTORY_VARIABLE));
            if (wanted != null) {
                return Path.of(wanted).toAbsolutePath();
            }
            String cache = variable.apply("XDG_CACHE_HOME");
            if (cache != null && Path.of(cache).isAbsolute()) { // others are to be ignored
                return Path.of(cache, "progeny");
            }
            String home = property.apply("user.home");
            return home == null || !Path.of(home).isAbsolute()
                    ? null
                    : Path.of(home, ".cache", "progeny");
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getInput(), e);
        }
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null && !one.isEmpty()
                ? one
                : other == null || other.isEmpty() ? null : other;
    }
}
