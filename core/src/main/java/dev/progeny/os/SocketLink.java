package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The channel of a child of [Portable]: a Unix-domain socket in the parent's private directory.
final class SocketLink extends ParentLink {
    private final @Nullable Path home;
    private final InputStream in;
    private final OutputStream out;
    private final Optional<ProcessHandle> parent = ProcessHandle.current().parent();

    SocketLink(String socketPath) throws IOException {
        var path = Path.of(socketPath);
        home = path.getParent();
        var socket = connect(path);
        in = Channels.newInputStream(socket);
        out = new SocketOutput(socket);
    }

    /// @throws EOFException if the parent has gone, and what was its own with it
    private static SocketChannel connect(Path path) throws IOException {
        try {
            byte[] key = Files.readAllBytes(PortableChild.keyFile(path));
            var socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
            socket.write(ByteBuffer.wrap(key));
            return socket;
        } catch (IOException e) {
            if (e instanceof ConnectException || !Files.exists(path)) {
                throw new EOFException("the parent has closed " + path);
            }
            throw e;
        }
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    OutputStream out() {
        return out;
    }

    @Override
    public long parentPid() {
        return parent.map(ProcessHandle::pid).orElse(-1L);
    }

    /// The JDK cannot tell a process that has gone from one that it cannot look at, for want of a
    /// descriptor say; but then it cannot see this one either.
    @Override
    public boolean isParentAlive() {
        return looksAlive() || !ProcessHandle.current().isAlive() || looksAlive();
    }

    private boolean looksAlive() {
        return parent.isPresent()
                && parent.get().isAlive()
                && ProcessHandle.current().parent().equals(parent);
    }

    @Override
    public void close() throws IOException {
        in.close(); // and with it the socket
    }

    @Override
    public void sweepAfterParent() {
        if (home != null) {
            PortableHome.deleteTree(home);
            PortableHome.deleteOwn();
        }
        PortableNames.leave();
    }

    /// Not [Channels#newOutputStream]: its lock would be shared with a reader of the same channel.
    private static final class SocketOutput extends OutputStream {
        private final SocketChannel socket;

        SocketOutput(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                socket.write(buffer);
            }
        }
    }
}
