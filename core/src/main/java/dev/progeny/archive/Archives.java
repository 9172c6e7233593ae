package dev.progeny.archive;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The archives of this process's children.
///
/// Safe for use by several threads. Costs a start some tens of microseconds, the first one of a
/// kind some milliseconds.
public final class Archives {
    /// Kinds of children that differ in what must match. A program that makes up new options all
    /// the time is not helped.
    private static final int MOST_KINDS = 64;

    private final Mode mode;
    private final @Nullable Cache cache;
    private final Map<String, Candidate> candidates = new ConcurrentHashMap<>();

    Archives(Settings settings, long mostBytes) {
        var directory = settings.directory();
        boolean isOn = settings.mode() != Mode.OFF && directory != null && Training.isPossible();
        mode = settings.mode();
        cache = isOn && directory != null ? new Cache(directory, mostBytes) : null;
    }

    /// Those in the user's cache directory, as the settings of this JVM say.
    ///
    /// @return always the same
    public static Archives shared() {
        return Shared.ARCHIVES;
    }

    /// An archive that a child was given.
    ///
    /// @param options for its JVM, before those that name its code
    /// @param distrust to be run if the child dies before its task, for no other known reason
    public record Use(List<String> options, Runnable distrust) {
        /// A child that boots without.
        public static final Use NONE = new Use(List.of(), () -> {});

        /// Makes a use.
        public Use {
            options = List.copyOf(options);
        }
    }

    /// The archive for a child that starts now.
    ///
    /// @param recipe what it is
    /// @param mayTrain whether this process may make what is not there
    /// @return what to add to its command; nothing where it boots without
    public Use forStart(Recipe recipe, boolean mayTrain) {
        var directory = cache;
        String key = directory == null ? null : ArchiveKey.textOf(recipe);
        if (directory == null || key == null) {
            return Use.NONE;
        }
        var candidate = candidates.get(key);
        if (candidate == null) {
            if (candidates.size() >= MOST_KINDS) {
                return Use.NONE;
            }
            candidate =
                    candidates.computeIfAbsent(
                            key, text -> new Candidate(ArchiveKey.nameOf(text), directory));
        }
        var archive = candidate.forStart(recipe, mayTrain ? mode : Mode.USE);
        return archive == null ? Use.NONE : use(candidate, archive);
    }

    /// The JVM reports an archive that it refuses on stdout, which is the user's.
    private static Use use(Candidate candidate, Cache.Archive archive) {
        return new Use(
                List.of("-XX:AOTCache=" + archive.file(), "-Xlog:aot*=off", "-Xlog:cds*=off"),
                () -> candidate.distrust(archive));
    }

    private static final class Shared {
        static final Archives ARCHIVES = new Archives(Settings.read(), Cache.MOST_BYTES);
    }
}
