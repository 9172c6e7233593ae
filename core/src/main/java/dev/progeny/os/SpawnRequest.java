package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What to start. The back end appends one argument to the command that tells the child where its
/// private channel to the parent is.
///
/// @param command program, as a full path, and its arguments
/// @param environment all of the child's environment
/// @param directory its working directory; null for the parent's
/// @param stdio what becomes of its standard streams
/// @param processors those that it may run on; none for all that the parent may
public record SpawnRequest(
        List<String> command,
        Map<String, String> environment,
        @Nullable String directory,
        Stdio stdio,
        List<Integer> processors) {

    /// Makes a request.
    public SpawnRequest {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        processors = List.copyOf(processors);
    }

    /// What one standard stream of the child is connected to.
    public enum Stream {
        /// The same as the parent's.
        INHERITED,
        /// The null device.
        NULL,
        /// Read by the parent and given to [ChildListener#output].
        CAPTURED
    }

    /// The three standard streams.
    ///
    /// @param in inherited or null; never captured
    /// @param out any
    /// @param err any
    public record Stdio(Stream in, Stream out, Stream err) {
        /// Makes a set of streams.
        public Stdio {
            if (in == Stream.CAPTURED) {
                throw new IllegalArgumentException("stdin cannot be captured; use INHERITED");
            }
        }
    }
}
