package dev.progeny.channel;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// Makes Unix-domain sockets that only this user can reach, whatever the umask.
///
/// A socket has the permissions that the umask leaves from the moment it is bound. So it is bound
/// in a directory of its own with mode 0700, gets mode 0600 there, and only then, by a hard link,
/// the name where it is to be found; that fails if the name is taken.
final class LocalSocket {
    private static final boolean HAS_MODES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /// What every system takes; some take four more.
    private static final int MOST_BYTES = 103;

    private LocalSocket() {}

    /// @throws BindException if somebody listens there, or it is no socket that is there
    static ServerSocketChannel listen(Path path) throws IOException {
        var socket = path.toAbsolutePath();
        var directory = socket.getParent();
        if (directory == null) {
            throw new BindException("no place for a socket: " + socket);
        }
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MOST_BYTES) { // the link below could be made, and nobody could connect to it
            throw new BindException(
                    "the path is too long for a socket: bytes=" + length + ", most=" + MOST_BYTES);
        }
        makePrivate(directory);
        var stage = directory.resolve(".p" + Integer.toHexString(new SecureRandom().nextInt()));
        Files.createDirectory(stage, mode("rwx------"));
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listen(server, stage.resolve("s"), socket);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(stage.resolve("s"));
            Files.deleteIfExists(stage);
        }
    }

    private static void listen(ServerSocketChannel server, Path first, Path last)
            throws IOException {
        server.bind(UnixDomainSocketAddress.of(first));
        if (HAS_MODES) {
            Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-------"));
        }
        try {
            Files.createLink(last, first);
        } catch (FileAlreadyExistsException e) {
            removeStale(last);
            Files.createLink(last, first);
        }
    }

    /// A directory that is there already is the user's own affair.
    private static void makePrivate(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectories(directory, mode("rwx------"));
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return HAS_MODES
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// Removes a socket whose listener has died. A file that is none stays.
    private static void removeStale(Path socket) throws IOException {
        var found = Files.readAttributes(socket, BasicFileAttributes.class);
        if (!found.isOther()) {
            throw new BindException("a file is there that is no socket: " + socket);
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            remove(socket, found.fileKey());
            return;
        }
        throw new BindException("somebody listens there already: " + socket);
    }

    /// What tells this socket from another one that came under its name later.
    static Object keyOf(Path socket) throws IOException {
        var key = Files.readAttributes(socket, BasicFileAttributes.class).fileKey();
        return key == null ? socket : key;
    }

    /// Removes a socket if it is still the same.
    static void remove(Path socket, Object key) throws IOException {
        try {
            if (keyOf(socket).equals(key)) {
                Files.deleteIfExists(socket);
            }
        } catch (NoSuchFileException e) {
            // somebody was faster
        }
    }
}
