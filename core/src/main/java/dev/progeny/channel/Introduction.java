package dev.progeny.channel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/// One side of a handshake on a socket that does not block. Takes not a byte beyond it, and no more
/// memory than two frames of [Handshake#MOST_BYTES], whatever the other side says.
final class Introduction {
    /// Kind of the frames of a handshake, apart from those of [Inbox].
    static final int KIND = 'H';

    private final Wire wire;
    private final Handshake handshake;
    private final ByteBuffer in =
            ByteBuffer.allocate(StreamHeader.BYTES + Handshake.MOST_BYTES)
                    .limit(StreamHeader.BYTES);
    private final ByteBuffer out =
            ByteBuffer.allocate(StreamHeader.BYTES + Handshake.MOST_BYTES).limit(0);
    private boolean isPrepared;
    private boolean isHeaderRead;
    private String offence = "";

    Introduction(Wire wire, Handshake handshake) {
        this.wire = wire;
        this.handshake = handshake;
        say(handshake.opening());
    }

    /// Goes on as far as is possible now.
    ///
    /// @return what to wait for, as a selector knows it; 0 once all is said
    /// @throws IOException if the socket fails or ends
    int advance() throws IOException {
        if (!isPrepared) {
            int next = wire.prepare();
            if (next != 0) {
                return next;
            }
            isPrepared = true;
            handshake.bind(wire.binding());
        }
        return converse();
    }

    private int converse() throws IOException {
        while (true) {
            wire.write(out);
            if (out.hasRemaining() || !wire.flush()) {
                return SelectionKey.OP_WRITE;
            }
            if (isOver()) {
                return 0;
            }
            if (wire.read(in) < 0) {
                throw new EOFException("the other side has closed the connection");
            }
            if (in.hasRemaining()) {
                return SelectionKey.OP_READ;
            }
            hear();
        }
    }

    private void hear() {
        if (isHeaderRead) {
            byte[] message = new byte[in.position() - StreamHeader.BYTES];
            in.get(StreamHeader.BYTES, message);
            isHeaderRead = false;
            in.clear().limit(StreamHeader.BYTES);
            say(handshake.hear(message));
            return;
        }
        long word = in.getLong(0);
        long length = StreamHeader.length(word);
        if (StreamHeader.kind(word) != KIND || length < 1 || length > Handshake.MOST_BYTES) {
            offence = "the other side does not speak this protocol: header=0x%016x".formatted(word);
            return;
        }
        isHeaderRead = true;
        in.limit(StreamHeader.BYTES + (int) length);
    }

    private void say(byte @org.jspecify.annotations.Nullable [] message) {
        if (message != null) {
            out.clear();
            StreamHeader.put(out, KIND, message.length);
            out.put(message).flip();
        }
    }

    private boolean isOver() {
        return !offence.isEmpty() || handshake.state().isOver();
    }

    /// Whether the other side has the key; asked when all is said.
    boolean isAuthenticated() {
        return offence.isEmpty() && handshake.state() == Handshake.State.AUTHENTICATED;
    }

    /// Why it was not believed.
    String refusal() {
        return offence.isEmpty() ? handshake.refusal() : offence;
    }
}
