package dev.progeny.channel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// A socket through TLS 1.3, and nothing older: so there is no renegotiation, and a writer never
/// has to read first.
///
/// At most one record is under way in each direction, so the memory of a wire is what three records
/// take, some 50 KB, whatever the other side says. What TLS wants to say of its own accord between
/// messages goes out with the next write.
///
/// **Locks.** The engine is used under the lock of this object: a read and a write at the same time
/// take turns, and neither blocks.
final class TlsWire implements Wire {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String LABEL = "EXPORTER-dev.progeny.channel";
    private static final int BINDING_BYTES = 32;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer received;
    private final ByteBuffer plain;
    private final ByteBuffer unsent;

    /// What is in `received` is not a whole record.
    private boolean isInPart = true;

    private boolean isOver;

    private TlsWire(SocketChannel channel, SSLEngine engine) throws SSLException {
        this.channel = channel;
        this.engine = engine;
        engine.setEnabledProtocols(PROTOCOLS);
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet).flip();
        unsent = ByteBuffer.allocate(packet).flip();
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
        engine.beginHandshake();
    }

    /// The side that listens.
    static TlsWire ofListener(SocketChannel channel, SSLContext context) throws SSLException {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return new TlsWire(channel, engine);
    }

    /// The side that has connected; it believes a certificate of that host only.
    static TlsWire ofClient(SocketChannel channel, SSLContext context, Address.Tcp address)
            throws SSLException {
        var engine = context.createSSLEngine(address.host(), address.port());
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return new TlsWire(channel, engine);
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public synchronized int prepare() throws IOException {
        try {
            return handshake();
        } catch (SSLException e) {
            sayWhy();
            throw e;
        }
    }

    private int handshake() throws IOException {
        while (true) {
            if (!flush()) {
                return SelectionKey.OP_WRITE;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        requireNotOver();
                        return SelectionKey.OP_READ;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return 0;
                }
            }
        }
    }

    private void requireNotOver() throws EOFException {
        if (isOver) {
            throw new EOFException("the other side has closed the connection");
        }
    }

    /// Lets the other side know what was wrong with it, if there is room.
    private void sayWhy() {
        try {
            if (flush() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
                flush();
            }
        } catch (IOException e) {
            // it will see the end of the connection
        }
    }

    @Override
    public synchronized byte[] binding() throws IOException {
        if (engine.getSession() instanceof ExtendedSSLSession session) {
            try {
                return session.exportKeyingMaterialData(LABEL, null, BINDING_BYTES);
            } catch (UnsupportedOperationException e) {
                throw new SSLException("the provider of TLS exports no keying material", e);
            }
        }
        throw new SSLException("the provider of TLS exports no keying material");
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.hasRemaining() && (plain.hasRemaining() || unwrap())) {
            int length = Math.min(target.remaining(), plain.remaining());
            target.put(plain.slice(plain.position(), length));
            plain.position(plain.position() + length);
        }
        int count = target.position() - start;
        return count == 0 && isOver ? -1 : count;
    }

    @Override
    public synchronized boolean hasUnread() {
        return plain.hasRemaining() || !isInPart;
    }

    /// Decrypts the next record.
    ///
    /// @return false if it is not all there, or there will be none
    private boolean unwrap() throws IOException {
        while (!isOver) {
            var result = engine.unwrap(received, plain.clear());
            plain.flip();
            runTasks();
            switch (result.getStatus()) {
                case OK -> {
                    isInPart = !received.hasRemaining();
                    return true;
                }
                case CLOSED -> isOver = true;
                case BUFFER_UNDERFLOW -> {
                    isInPart = true;
                    if (!receive()) {
                        return false;
                    }
                }
                case BUFFER_OVERFLOW ->
                        throw new AssertionError("room for every record: " + result);
            }
        }
        return false;
    }

    /// Takes bytes from the socket.
    ///
    /// @return false if there are none now
    private boolean receive() throws IOException {
        received.compact();
        try {
            int count = channel.read(received);
            if (count < 0) {
                throw new EOFException("the connection was cut off, without the end that TLS has");
            }
            return count > 0;
        } finally {
            received.flip();
        }
    }

    private void runTasks() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        int start = source.position();
        while (flush() && source.hasRemaining()) {
            wrap(source);
        }
        return source.position() - start;
    }

    /// Encrypts a record; nothing is unsent before.
    private void wrap(ByteBuffer source) throws IOException {
        var result = engine.wrap(source, unsent.clear());
        unsent.flip();
        runTasks();
        if (source.hasRemaining() && result.bytesConsumed() == 0 && !unsent.hasRemaining()) {
            throw new SSLException("TLS takes nothing more: " + result);
        }
    }

    @Override
    public synchronized boolean hasUnsent() {
        return unsent.hasRemaining();
    }

    @Override
    public synchronized boolean flush() throws IOException {
        while (unsent.hasRemaining()) {
            if (channel.write(unsent) == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void end() throws IOException {
        engine.closeOutbound();
        while (flush() && !engine.isOutboundDone()) {
            wrap(NOTHING);
        }
    }
}
