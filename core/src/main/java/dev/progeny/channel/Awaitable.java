package dev.progeny.channel;

import java.util.concurrent.CompletionStage;

/// Something that [Connection#awaitReadable] can wait for beside connections.
public interface Awaitable {

    /// When it has something to say.
    ///
    /// @return completed, in whichever way, once there is something; while there is nothing, the
    ///     same at each call
    CompletionStage<?> whenReadable();
}
