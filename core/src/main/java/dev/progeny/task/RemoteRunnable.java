package dev.progeny.task;

import java.io.Serializable;
import java.util.concurrent.CompletionException;

/// A task without a result that can run in another process.
///
/// It is a [Runnable] too, so that it can be handed to whatever takes one; run that way in this
/// process, a checked exception comes out as the cause of a [CompletionException].
@FunctionalInterface
public interface RemoteRunnable extends Runnable, Serializable {

    /// Does the work, in the process it was sent to.
    ///
    /// @throws Exception whatever the work throws; it travels back to the sender
    void runRemotely() throws Exception;

    @Override
    @SuppressWarnings(
            "FunctionalInterfaceMethodChanged") // the two differ in checked exceptions only
    default void run() {
        try {
            runRemotely();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
