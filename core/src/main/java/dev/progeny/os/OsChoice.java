package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;

/// Decides once which back end this JVM uses.
final class OsChoice {
    static final String PROPERTY = "dev.progeny.os";

    static final Os CHOSEN = choose(System.getProperty(PROPERTY));

    private OsChoice() {}

    static Os choose(@Nullable String wanted) {
        if (wanted == null) {
            return best();
        }
        return switch (wanted) {
            case "linux" -> new Linux();
            case "portable" -> new Portable();
            default ->
                    throw new IllegalArgumentException(
                            "no such back end: "
                                    + PROPERTY
                                    + "="
                                    + wanted
                                    + "; use linux or portable");
        };
    }

    /// The best back end; what keeps Linux from being it is said once, since it costs speed.
    private static Os best() {
        if (!Linux.isThisPlatform()) {
            return new Portable();
        }
        try {
            return new Linux();
        } catch (OsException | IllegalCallerException | LinkageError e) {
            System.getLogger("dev.progeny.os")
                    .log(Level.WARNING, "using the slower portable back end: " + e.getMessage());
            return new Portable();
        }
    }
}
