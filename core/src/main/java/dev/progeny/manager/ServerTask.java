package dev.progeny.manager;

import dev.progeny.channel.Connection;
import dev.progeny.process.ChildDiedException;
import dev.progeny.process.ChildProcess;
import dev.progeny.task.RemoteRunnable;

import java.time.Duration;
import java.util.concurrent.CompletionException;

/// A server in a child process.
///
/// @param served what it has to know
/// @param owner where the process that started it is
record ServerTask(ManagerOptionsValue.Served served, Connection<Object> owner)
        implements RemoteRunnable {
    private static final long serialVersionUID = 1L;

    @Override
    public void runRemotely() throws InterruptedException {
        try (var server = Server.start(ManagerOptionsValue.of(served))) {
            server.serve(owner, false);
            server.awaitStop();
        }
    }

    /// Why a server did not start, by what its process said.
    static RuntimeException failure(ChildProcess<Void> child, RuntimeException noticed) {
        try {
            child.result().join();
            return noticed;
        } catch (CompletionException e) {
            var cause = e.getCause();
            if (cause instanceof ChildDiedException death) {
                return new ServerGoneException(
                        "the server died while starting: " + death.getMessage(), death);
            }
            return cause instanceof RuntimeException thrown ? thrown : noticed;
        }
    }

    /// Waits until a server that was asked to end has ended, and kills it if it does not.
    static void end(ChildProcess<Void> child, Duration grace) {
        try {
            if (child.join(grace).isPresent()) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        child.close();
    }
}
