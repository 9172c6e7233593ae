package dev.progeny.process;

import org.jspecify.annotations.Nullable;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/// Where Progeny's own classes are.
final class Library {
    private Library() {}

    /// The jar or directory that this class was loaded from.
    static String location() {
        var source = Library.class.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null) {
                return Path.of(source.getLocation().toURI()).toString();
            }
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw notOnDisk(String.valueOf(source.getLocation()), e);
        }
        throw notOnDisk("unknown", null);
    }

    private static StartException notOnDisk(String location, @Nullable Exception cause) {
        return new StartException(
                "Progeny's classes are in no file that a child could use: location="
                        + location
                        + "; put its jar on the class path or module path",
                cause);
    }
}
