package dev.progeny.pool;

import java.lang.System.Logger.Level;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/// What becomes of tasks whose result nobody asks for.
final class Executing {
    private static final System.Logger LOGGER = System.getLogger("dev.progeny.pool");

    private Executing() {}

    static void report(CompletableFuture<?> future) {
        var _ =
                future.whenComplete(
                        (nothing, thrown) -> {
                            if (thrown != null && !(thrown instanceof CancellationException)) {
                                LOGGER.log(Level.ERROR, "a task given to execute failed", thrown);
                            }
                        });
    }
}
