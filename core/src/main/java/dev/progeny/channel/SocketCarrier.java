package dev.progeny.channel;

import dev.progeny.park.Deadline;
import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// An end of a connection over a socket.
///
/// The channel never blocks: an interrupt of a thread that is blocked in a channel would close the
/// channel. Threads wait in a selector instead, which an interrupt only ends.
final class SocketCarrier implements Carrier {
    static final int PART = 1 << 16;

    /// How long the rest of a frame may take to go out after `close()`.
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final Wire wire;
    private final String description;
    private final SocketWait readable;
    private final SocketWait writable;
    private final ByteBuffer in = ByteBuffer.allocateDirect(StreamHeader.BYTES + PART).flip();
    private final ByteBuffer out = ByteBuffer.allocateDirect(StreamHeader.BYTES + PART).flip();
    private volatile boolean isShut;

    /// Why nothing more is received; null while something may be.
    private @Nullable ConnectionClosedException end;

    /// @param wire over a connected socket in non-blocking mode, prepared
    /// @param description of the other side, for messages
    SocketCarrier(Wire wire, String description) {
        this.wire = wire;
        this.description = description;
        var channel = wire.channel();
        readable = new SocketWait(channel, SelectionKey.OP_READ);
        writable = new SocketWait(channel, SelectionKey.OP_WRITE);
    }

    @Override
    public int partSize() {
        return PART;
    }

    @Override
    public boolean write(int kind, byte[] bytes, int offset, int length, Deadline deadline)
            throws InterruptedException {
        requireOpen();
        if (!flush(deadline)) {
            return false; // what an earlier call promised is still in the way
        }
        out.clear();
        StreamHeader.put(out, kind, length);
        out.put(bytes, offset, length).flip();
        try {
            return flush(deadline) || isPartlyGone();
        } catch (InterruptedException e) {
            if (!isPartlyGone()) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Whether some of the frame is in the hands of the system. If not, the frame is forgotten.
    private boolean isPartlyGone() {
        if (out.position() > 0) {
            return true;
        }
        out.limit(0);
        return false;
    }

    private boolean flush(Deadline deadline) throws InterruptedException {
        while (isUnsettled() && !send()) {
            if (!writable.await(deadline)) {
                return false;
            }
            requireOpen();
        }
        return true;
    }

    /// Sends what there is room for.
    ///
    /// @return whether nothing is left
    private boolean send() {
        try {
            return sendOut();
        } catch (IOException e) {
            throw failed("sending to", e);
        }
    }

    private boolean sendOut() throws IOException {
        while (out.hasRemaining()) {
            if (wire.write(out) == 0) {
                return false;
            }
        }
        return wire.flush();
    }

    @Override
    public boolean isUnsettled() {
        return out.hasRemaining() || wire.hasUnsent();
    }

    @Override
    public void settle() throws InterruptedException {
        flush(Deadline.never());
    }

    @Override
    public @Nullable Frame poll() {
        requireOpen();
        var frame = frame();
        if (frame == null && end != null) {
            throw end.again();
        }
        return frame;
    }

    /// @return null if it is not all there
    private @Nullable Frame frame() {
        if (!isFrameThere()) {
            return null;
        }
        long word = in.getLong();
        byte[] payload = new byte[(int) StreamHeader.length(word)];
        in.get(payload);
        return new Frame(StreamHeader.kind(word), payload);
    }

    private boolean isFrameThere() {
        if (in.remaining() < StreamHeader.BYTES) {
            return false;
        }
        long word = in.getLong(in.position());
        long length = StreamHeader.length(word);
        if (!Inbox.isKind(StreamHeader.kind(word)) || length > PART) {
            throw ConnectionClosedException.byPeer(
                    "%s sent what is no frame: header=0x%016x".formatted(description, word), null);
        }
        return in.remaining() - StreamHeader.BYTES >= length;
    }

    /// Reads what is there, or notes that nothing will come.
    ///
    /// @return 0 if there was nothing
    private int receive() {
        in.compact();
        try {
            int count = wire.read(in);
            if (count < 0) {
                end = ConnectionClosedException.byPeer(description + " has closed it", null);
            }
            return count;
        } catch (IOException e) {
            end = failed("receiving from", e);
            return -1;
        } finally {
            in.flip();
        }
    }

    /// Waits first and reads then, unless the wire has read ahead: where an answer is awaited, a
    /// look before would find nothing.
    @Override
    public boolean awaitFrame(Deadline deadline) throws InterruptedException {
        requireOpen();
        while (!isFrameThere() && end == null) {
            if (!wire.hasUnread() && !readable.await(deadline)) {
                return isReadable();
            }
            requireOpen();
            receive();
        }
        return true;
    }

    private void requireOpen() {
        if (isShut) {
            throw ConnectionClosedException.here("connection");
        }
    }

    private ConnectionClosedException failed(String doing, IOException e) {
        return e instanceof ClosedChannelException
                ? ConnectionClosedException.here("connection")
                : ConnectionClosedException.byPeer(
                        doing + " " + description + " failed: " + e.getMessage(), e);
    }

    @Override
    public boolean isReadable() {
        requireOpen();
        while (!isFrameThere() && end == null) {
            if (receive() == 0) {
                return false;
            }
        }
        return true;
    }

    /// Nobody spins at a socket.
    @Override
    public void participants(int count) {}

    /// The kernel tells.
    @Override
    public boolean isFoundLost() {
        return false;
    }

    /// What a selector can wait for, where [#isReadable] is false.
    SocketChannel channel() {
        return wire.channel();
    }

    @Override
    public void shut() {
        isShut = true;
        readable.wakeUp();
        writable.wakeUp();
    }

    /// What was promised still goes out, for as long as the other side takes it in time.
    @Override
    public void close() {
        readable.close();
        writable.close();
        if (end == null && !isAllSaid()) {
            Thread.startVirtualThread(this::closeAfterTheRest);
        } else {
            close(wire.channel());
        }
    }

    /// Sends the rest, and the end behind it, as far as there is room.
    private boolean isAllSaid() {
        try {
            if (!sendOut()) {
                return false;
            }
            wire.end();
            return !wire.hasUnsent();
        } catch (IOException e) {
            return true; // the other side has gone; nobody is left to be told
        }
    }

    private void closeAfterTheRest() {
        var deadline = Deadline.after(LINGER);
        var rest = new SocketWait(wire.channel(), SelectionKey.OP_WRITE);
        try {
            while (!isAllSaid() && !deadline.isOver()) {
                rest.await(deadline);
            }
        } catch (InterruptedException e) {
            // a thread that nobody else knows
        } finally {
            rest.close();
            close(wire.channel());
        }
    }

    static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no more use either way, and the system has taken the descriptor back
        }
    }

    @Override
    public Object handle() throws NotSerializableException {
        throw new NotSerializableException(
                "a connection over a socket does not travel: to "
                        + description
                        + "; connect again where it is needed, or use Connection.pair()");
    }

    @Override
    public String description() {
        return description;
    }
}
