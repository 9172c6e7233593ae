package dev.progeny.examples.serve;

import dev.progeny.channel.AuthKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;

/// A file that holds a key: nobody but its owner may read it.
final class KeyFile {
    private static final EnumSet<PosixFilePermission> OTHERS =
            EnumSet.complementOf(
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));

    private KeyFile() {}

    /// A file that cannot be used.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason);
        }
    }

    /// The key in a file: all of its bytes, but for a line end at the end.
    static AuthKey read(Path file) throws Unusable {
        try {
            return AuthKey.of(secret(file));
        } catch (IllegalArgumentException e) {
            throw new Unusable("no key in the file: file=" + file + "; " + e.getMessage());
        }
    }

    /// All bytes of a file that others cannot read, but for a line end at the end.
    static byte[] secret(Path file) throws Unusable {
        byte[] bytes = bytes(file);
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    /// All bytes of a file that others cannot read.
    static byte[] bytes(Path file) throws Unusable {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                requirePrivate(file);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Unusable("cannot read the key: file=" + file + ", reason=" + e);
        }
    }

    private static void requirePrivate(Path file) throws IOException, Unusable {
        var permissions = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        var open = EnumSet.copyOf(OTHERS);
        open.retainAll(permissions);
        if (!open.isEmpty()) {
            throw new Unusable(
                    "others can use the key: file="
                            + file
                            + ", mode="
                            + PosixFilePermissions.toString(permissions)
                            + "; chmod 600 it, and make a new key if somebody has seen it");
        }
    }
}
