package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/// Work with a channel to a file. The JDK closes such a channel when its thread is interrupted; but
/// to map memory is no wait that an interrupt could shorten, and its failure would look like one of
/// the memory.
///
/// @param <R> what it gives
@FunctionalInterface
public interface FileWork<R extends @Nullable Object> {
    /// Opens the channel, uses it and closes it.
    ///
    /// @return the result
    /// @throws IOException if that fails
    R run() throws IOException;

    /// Does the work, from its beginning where an interrupt has cut it off.
    ///
    /// @param <R> what it gives
    /// @param work that may be begun anew
    /// @return its result; an interrupt is pending if there was one
    /// @throws IOException what the work threw
    static <R extends @Nullable Object> R throughInterrupts(FileWork<R> work) throws IOException {
        boolean wasInterrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    wasInterrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
