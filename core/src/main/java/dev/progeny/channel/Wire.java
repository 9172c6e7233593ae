package dev.progeny.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Bytes to and from the other side of a connected socket, as they are or through TLS. Nothing here
/// blocks. One thread at a time reads, one at a time writes; both may at the same time.
sealed interface Wire permits PlainWire, TlsWire {
    /// The socket, for selectors.
    SocketChannel channel();

    /// Goes on with what comes before the first byte, as far as is possible now.
    ///
    /// @return what to wait for, as a selector knows it; 0 once bytes can be sent and received
    /// @throws IOException if that will never be
    int prepare() throws IOException;

    /// What only the two ends of this very connection know, if anything: who proves something over
    /// it includes this, so that nobody in between can pass the proof on.
    byte[] binding() throws IOException;

    /// Reads what is there.
    ///
    /// @return how many bytes; 0 if there are none now, -1 if there will be none
    /// @throws IOException if the socket fails, or the stream was cut off where that can be told
    int read(ByteBuffer target) throws IOException;

    /// Whether bytes may have been taken from the socket that [#read] has not given yet: then a
    /// selector does not know of them.
    boolean hasUnread();

    /// Writes what there is room for.
    ///
    /// @return how many bytes; they will go out in this order, at the latest by [#flush]
    int write(ByteBuffer source) throws IOException;

    /// Whether [#write] or [#end] took something that there was no room for.
    boolean hasUnsent();

    /// Sends that.
    ///
    /// @return whether nothing is left
    boolean flush() throws IOException;

    /// Tells the other side that nothing more will be written.
    void end() throws IOException;
}
