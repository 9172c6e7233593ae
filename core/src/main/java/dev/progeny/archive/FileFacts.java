package dev.progeny.archive;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/// What a file is, in one look: whose, of which kind, and which one. Whatever changes or replaces
/// it, with its times put back or not, gives it another identity.
///
/// @param owner number of its user
/// @param mode kind and permissions, as in `stat`
/// @param byteSize its size
/// @param modified when its bytes were changed
/// @param identity a text that another file, or the same one changed, does not have
record FileFacts(int owner, int mode, long byteSize, FileTime modified, String identity) {
    private static final String ASKED = "unix:uid,mode,dev,ino,size,lastModifiedTime,ctime";
    private static final List<String> IDENTITY =
            List.of("dev", "ino", "size", "lastModifiedTime", "ctime");
    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int WRITABLE_BY_OTHERS = 0022;

    /// Looks at a file.
    ///
    /// @return null where there is none, or the system does not tell all of this
    static @Nullable FileFacts of(Path path, LinkOption... options) {
        try {
            Map<String, Object> found = Files.readAttributes(path, ASKED, options);
            FileTime modified = told(found, "lastModifiedTime", FileTime.class);
            long size = told(found, "size", Long.class);
            var identity = new StringBuilder();
            for (String name : IDENTITY) {
                identity.append(found.get(name)).append(' ');
            }
            return new FileFacts(
                    told(found, "uid", Integer.class),
                    told(found, "mode", Integer.class),
                    size,
                    modified,
                    identity.toString());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    private static <T> T told(Map<String, Object> found, String name, Class<T> type)
            throws IOException {
        Object value = found.get(name);
        if (value == null) {
            throw new IOException("the system does not tell of a file: name=" + name);
        }
        return type.cast(value);
    }

    /// The user that this process is.
    ///
    /// @return negative where the system does not tell
    static int thisUser() {
        var self = of(Path.of("/proc/self"));
        return self == null ? -1 : self.owner;
    }

    boolean isRegular() {
        return (mode & KIND) == REGULAR;
    }

    boolean isDirectoryOf(int user) {
        return (mode & KIND) == DIRECTORY && isOnlyWritableBy(user);
    }

    boolean isFileOf(int user) {
        return isRegular() && isOnlyWritableBy(user);
    }

    private boolean isOnlyWritableBy(int user) {
        return owner == user && (mode & WRITABLE_BY_OTHERS) == 0;
    }
}
