package dev.progeny.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/// Where Progeny's own classes are.
final class Library {
    private static final String OWN = "dev/progeny/";

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

    /// Whether the library is in a jar of its own: no class or resource of anybody else is in it,
    /// so that its place on a class path is nobody's business.
    static boolean isAlone() {
        return Alone.IS;
    }

    private static final class Alone {
        static final boolean IS = look(Path.of(location()));

        private static boolean look(Path jar) {
            if (!Files.isRegularFile(jar)) {
                return false;
            }
            try (var file = new ZipFile(jar.toFile())) { // the class loader has read its directory
                var entries = file.entries();
                while (entries.hasMoreElements()) {
                    if (!isOwn(entries.nextElement().getName())) {
                        return false;
                    }
                }
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        private static boolean isOwn(String name) {
            return name.equals("dev/")
                    || name.startsWith(OWN)
                    || name.equals("module-info.class")
                    || (name.startsWith("META-INF/")
                            && !name.startsWith("META-INF/services/")
                            && !name.startsWith("META-INF/versions/"));
        }
    }

    private static StartException notOnDisk(String location, @Nullable Exception cause) {
        return new StartException(
                "Progeny's classes are in no file that a child could use: location="
                        + location
                        + "; put its jar on the class path or module path",
                cause);
    }
}
