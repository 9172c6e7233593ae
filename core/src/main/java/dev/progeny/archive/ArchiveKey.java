package dev.progeny.archive;

import dev.progeny.os.Os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// All that must be the same for an archive to be good, as a text.
///
/// The JVM checks its own build and most options, but no jar of an application (JDK-8377932): with
/// a library replaced in place it would run the old one's classes. So each jar's identity is here.
final class ArchiveKey {
    /// Raised when what an archive holds, or how it is made, changes.
    private static final String VERSION = "1";

    /// Each is looked at for each start.
    private static final int MOST_FILES = 300;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// What tells one JDK from another: its classes and its machine.
    private static final List<String> FILES_OF_A_JDK =
            List.of("lib/modules", "lib/server/libjvm.so", "release");

    private static final Map<String, String> JDKS = new ConcurrentHashMap<>();

    private ArchiveKey() {}

    /// What must match.
    ///
    /// @return null where there can be no archive for it
    static @Nullable String textOf(Recipe recipe) {
        var kept = KeptOptions.of(recipe.options());
        String jdk = JDKS.computeIfAbsent(recipe.java(), ArchiveKey::jdk);
        if (kept == null || jdk.isEmpty() || recipe.files().size() > MOST_FILES) {
            return null;
        }
        var text = new StringBuilder();
        for (String part : List.of(VERSION, Os.current().name(), recipe.role(), jdk)) {
            text.append(part).append('\n');
        }
        for (var file : recipe.files()) {
            var facts = FileFacts.of(file);
            if (facts == null || !facts.isRegular()) {
                return null;
            }
            text.append(file).append(' ').append(facts.identity()).append('\n');
        }
        return text + String.join("\n", kept) + "\n" + String.join("\n", recipe.code());
    }

    /// The JDK of a launcher, looked at once: one that is replaced under a running JVM breaks that
    /// one first.
    ///
    /// @return empty where it is not laid out as JDKs are
    private static String jdk(String java) {
        var text = new StringBuilder();
        var home = homeOf(java);
        for (String name : FILES_OF_A_JDK) {
            var facts = home == null ? null : FileFacts.of(home.resolve(name));
            if (facts == null) {
                return "";
            }
            text.append(home).append(' ').append(facts.identity()).append('\n');
        }
        return text.toString();
    }

    private static @Nullable Path homeOf(String java) {
        try {
            var programs = Path.of(java).toRealPath().getParent();
            return programs == null ? null : programs.getParent();
        } catch (IOException e) {
            return null;
        }
    }

    /// A short name for a text. Two texts of one user do not meet in 64 bits; if they did, the JVM
    /// would refuse an archive of other options.
    static String nameOf(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        String hex = Long.toHexString(hash);
        return "0".repeat(16 - hex.length()) + hex;
    }
}
