package dev.progeny.channel;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// A connection or listener is of no more use: it was closed here, or its other end was closed, or
/// the process or host of that end has gone. What had arrived before has been received before this.
public final class ConnectionClosedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final boolean isByPeer;

    private ConnectionClosedException(String message, boolean isByPeer, @Nullable Throwable cause) {
        super(message, cause);
        this.isByPeer = isByPeer;
    }

    static ConnectionClosedException here(String what) {
        return new ConnectionClosedException(
                "this " + what + " was closed in this process; open another one", false, null);
    }

    static ConnectionClosedException byPeer(String fact, @Nullable Throwable cause) {
        return new ConnectionClosedException("end of the connection: " + fact, true, cause);
    }

    /// Another with the stack of this thread: one that is kept for all calls to come would show the
    /// stack of the first.
    ConnectionClosedException again() {
        return new ConnectionClosedException(
                String.valueOf(getMessage()), isByPeer, getCause() == null ? this : getCause());
    }

    /// Whether it was the other side that ended: the end of the stream, in Python's words
    /// `EOFError`.
    ///
    /// @return false if this side was closed by this process
    public boolean isByPeer() {
        return isByPeer;
    }
}
