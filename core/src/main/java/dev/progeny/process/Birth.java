package dev.progeny.process;

import dev.progeny.os.ChildHandle;
import dev.progeny.os.ChildListener;
import dev.progeny.os.Os;
import dev.progeny.os.SpawnRequest;

import java.util.List;

/// A way to make the process of a child.
interface Birth {
    /// Makes it.
    ///
    /// @param message the first bytes on its private channel
    /// @param listener hears it
    /// @return the process
    /// @throws dev.progeny.os.OsException if it cannot be made
    ChildHandle give(byte[] message, ChildListener listener);

    /// A fresh JVM.
    static Birth bySpawn(SpawnRequest request) {
        return (message, listener) -> Os.current().spawn(request, message, listener);
    }

    static SpawnRequest request(LaunchOptionsValue options, List<String> command) {
        return new SpawnRequest(
                command,
                ChildCommand.environment(options),
                options.directory(),
                Streams.of(options.stdio()),
                options.affinity());
    }
}
