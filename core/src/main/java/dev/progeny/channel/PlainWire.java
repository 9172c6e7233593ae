package dev.progeny.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The socket itself.
record PlainWire(SocketChannel channel) implements Wire {
    private static final byte[] NOTHING = new byte[0];

    @Override
    public int prepare() {
        return 0;
    }

    @Override
    public byte[] binding() {
        return NOTHING;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public boolean hasUnread() {
        return false;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public boolean hasUnsent() {
        return false;
    }

    @Override
    public boolean flush() {
        return true;
    }

    /// The end of the socket says it.
    @Override
    public void end() {}
}
