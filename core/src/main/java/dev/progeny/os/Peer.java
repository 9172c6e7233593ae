package dev.progeny.os;

/// Watch on another process: says whether it still lives, whatever its pid means by now.
public interface Peer extends AutoCloseable {

    /// Whether any thread of the process still runs. A system call; nothing blocks.
    ///
    /// @return false from the moment of its death on, for ever
    boolean isAlive();

    /// Ends the watch.
    @Override
    void close();
}
